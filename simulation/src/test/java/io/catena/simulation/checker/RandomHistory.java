package io.catena.simulation.checker;

import java.util.List;
import java.util.Random;

/** Tiny histories for comparison, some linearizable and some not. */
final class RandomHistory {
    private static final int PROCESSES = 3;
    private static final int OPERATIONS = 6;

    private final Random random;
    private final boolean versions;
    /** Whether there are neither conditions nor appends. */
    private final boolean plain;

    private RandomHistory(Random random, boolean versions) {
        this.random = random;
        this.versions = versions;
        this.plain = random.nextInt(3) == 0;
    }

    /** Answers are drawn from few values: any may be right by chance. */
    static List<Operation> ofAllKinds(Random random) {
        return new RandomHistory(random, false).draw();
    }

    /** Answers tell versions now and then, drawn so that they roughly rise. */
    static List<Operation> withVersions(Random random) {
        return new RandomHistory(random, true).draw();
    }

    /** Right but for one answer that is drawn anew, or not even that. */
    static List<Operation> almostRight(Random random) {
        boolean versions = random.nextBoolean();
        RegisterSimulation.Options options = new RegisterSimulation.Options(
                1 + random.nextInt(4),
                OPERATIONS,
                random.nextInt(3),
                random.nextInt(30),
                versions,
                random.nextBoolean());
        List<Operation> history = RegisterSimulation.history(random, options);
        RandomHistory other = new RandomHistory(random, versions);
        int changed = random.nextInt(history.size());
        return history.stream()
                .map(o -> o != history.get(changed) || o.isOpen() ? o : other.answeredAnew(o))
                .toList();
    }

    private Operation answeredAnew(Operation operation) {
        return new Operation(
                operation.process(),
                operation.call(),
                answer(operation.call(), 6),
                operation.invoked(),
                operation.returned());
    }

    private List<Operation> draw() {
        HistoryRecorder recorder = new HistoryRecorder();
        Call[] underWay = new Call[PROCESSES];
        for (int called = 0, step = 0; called < OPERATIONS; step++) {
            int process = random.nextInt(PROCESSES);
            Call call = underWay[process];
            underWay[process] = null;
            if (call == null) {
                called++;
                underWay[process] = call();
                recorder.invoke(process, underWay[process]);
            } else if (random.nextInt(6) == 0) {
                recorder.unknown(process);
            } else {
                recorder.ok(process, answer(call, 1 + step / 2));
            }
        }
        for (int process = 0; process < PROCESSES; process++) {
            if (underWay[process] != null && random.nextBoolean()) {
                recorder.ok(process, answer(underWay[process], OPERATIONS));
            }
        }
        return recorder.operations();
    }

    private Call call() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> Call.get("k");
            case 3 -> Call.delete("k", condition());
            case 4 -> versions || plain ? Call.get("k") : Call.append("k", value());
            default -> Call.put("k", value(), condition());
        };
    }

    private String value() {
        return random.nextBoolean() ? "a" : "b";
    }

    private Condition condition() {
        if (plain) {
            return Condition.NONE;
        }
        return switch (random.nextInt(6)) {
            case 0 -> Condition.ABSENT;
            case 1 -> Condition.value(value());
            case 2 -> Condition.version(1 + random.nextInt(4));
            default -> Condition.NONE;
        };
    }

    private Answer answer(Call call, int about) {
        long version = versions && random.nextInt(3) > 0 ? Math.max(1, about - 1 + random.nextInt(3)) : 0;
        if (call.isGet()) {
            return random.nextInt(3) == 0 ? Answer.ABSENT : Answer.found(value(), version);
        }
        if (call.hasCondition() && random.nextBoolean()) {
            return Answer.NOT_APPLIED;
        }
        return Answer.done(version);
    }
}
