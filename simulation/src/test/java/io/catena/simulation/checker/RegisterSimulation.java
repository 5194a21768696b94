package io.catena.simulation.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes histories of one key that are linearizable, because every operation takes effect at one moment between its call
 * and its answer: clients call, at some later step the register executes, at some later step the client hears of it, or
 * never.
 */
final class RegisterSimulation {
    private final Random random;
    private final Options options;
    private final HistoryRecorder history = new HistoryRecorder();
    private final List<Client> clients = new ArrayList<>();
    /** Writes whose clients have given up, and which may still be executed. */
    private final List<Call> stray = new ArrayList<>();

    private String value;
    private long version;
    private int writes;
    private int invoked;

    /**
     * What the histories are like.
     *
     * @param clients how many call at the same time
     * @param operations how many calls there are
     * @param values how many values there are to write; 0: each write has its own
     * @param lossPercent how many answers never come
     * @param versions whether answers tell versions
     * @param conditions whether there are conditional writes
     */
    record Options(int clients, int operations, int values, int lossPercent, boolean versions, boolean conditions) {}

    private static final class Client {
        Call call;
        Answer answer;
        /** The last version that it was told. */
        long seenVersion = 1;
        /** The last value that it was told. */
        String seenValue = "v0";
    }

    private RegisterSimulation(Random random, Options options) {
        this.random = random;
        this.options = options;
        for (int i = 0; i < options.clients(); i++) {
            clients.add(new Client());
        }
    }

    static List<Operation> history(Random random, Options options) {
        return new RegisterSimulation(random, options).run();
    }

    private List<Operation> run() {
        while (invoked < options.operations() || clients.stream().anyMatch(c -> c.call != null)) {
            int process = random.nextInt(clients.size());
            step(process, clients.get(process));
            if (!stray.isEmpty() && random.nextInt(20) == 0) {
                execute(stray.remove(random.nextInt(stray.size())));
            }
        }
        return history.operations();
    }

    private void step(int process, Client client) {
        if (client.call == null) {
            if (invoked < options.operations()) {
                invoked++;
                client.call = call(client);
                history.invoke(process, client.call);
            }
        } else if (random.nextInt(100) < options.lossPercent()) {
            history.unknown(process);
            if (client.answer == null && !client.call.isGet()) {
                stray.add(client.call);
            }
            client.call = null;
            client.answer = null;
        } else if (client.answer == null) {
            client.answer = execute(client.call);
        } else if (random.nextBoolean()) {
            hear(process, client);
        }
    }

    private void hear(int process, Client client) {
        history.ok(process, client.answer);
        client.seenVersion = Math.max(client.seenVersion, client.answer.version());
        if (client.answer.value() != null) {
            client.seenValue = client.answer.value();
        }
        client.call = null;
        client.answer = null;
    }

    private Call call(Client client) {
        int which = random.nextInt(10);
        if (which < 5) {
            return Call.get("k");
        }
        Condition condition = condition(client);
        if (which == 5) {
            return Call.delete("k", condition);
        }
        int number = options.values() == 0 ? writes++ : random.nextInt(options.values());
        return Call.put("k", "v" + number, condition);
    }

    private Condition condition(Client client) {
        if (!options.conditions()) {
            return Condition.NONE;
        }
        return switch (random.nextInt(6)) {
            case 0 -> Condition.ABSENT;
            case 1 -> Condition.value(client.seenValue);
            case 2 -> Condition.version(client.seenVersion);
            default -> Condition.NONE;
        };
    }

    private Answer execute(Call call) {
        if (call.isGet()) {
            return value == null ? Answer.ABSENT : Answer.found(value, told());
        }
        boolean holds = switch (call.condition().type()) {
            case NONE -> true;
            case ABSENT -> value == null;
            case VALUE -> call.condition().value().equals(value);
            case VERSION -> value != null && call.condition().version() == version;
        };
        if (!holds) {
            return Answer.NOT_APPLIED;
        }
        value = call.value();
        version++;
        return Answer.done(told());
    }

    private long told() {
        return options.versions() ? version : 0;
    }
}
