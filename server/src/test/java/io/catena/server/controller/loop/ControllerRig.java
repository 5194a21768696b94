package io.catena.server.controller.loop;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.ControllerScene;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One term of the controller, with a directory, answers to its probes and a clock that the test has in hand. */
abstract class ControllerRig {
    static final ControllerTimings TIMINGS = new ControllerTimings(200, 20, 1_000, 1_000, 5_000, 1_500);
    static final SharedSettings TWO_AT_LEAST = new SharedSettings(300, 2, 0);

    final FakeDirectory directory = new FakeDirectory().wants(TWO_AT_LEAST);
    final Map<String, ProbeAnswer> answers = new HashMap<>();
    final Map<Member, Integer> asked = new HashMap<>();
    /** After how long nodes answer, by id; the others answer at once, or never. */
    final Map<String, Long> answersAfterMillis = new HashMap<>();

    private final List<LateAnswer> late = new ArrayList<>();
    long nowMillis;
    final RegistrationGrace registrationGrace = new RegistrationGrace(TIMINGS.sessionTimeoutMillis());
    /** The chains that were called because there is room for their transfers. */
    final List<Integer> called = new ArrayList<>();

    final Transfers transfers = new Transfers(called::add);
    /** The chains that were called because it is their turn to hand over. */
    final List<Integer> calledToHandOver = new ArrayList<>();

    final Handovers handovers = new Handovers(calledToHandOver::add);
    final PlayedRounds rounds = term(1);

    /** The rounds of a term of the same process. */
    PlayedRounds term(int term) {
        return played(new ControllerRounds(
                new ControllerRounds.Parts(
                        ControllerScene.CHAIN,
                        "c",
                        Rules.OF_THE_CHAIN,
                        TIMINGS,
                        registrationGrace,
                        new SharedPace(transfers, handovers)),
                term,
                nanoTime()));
    }

    PlayedRounds played(Round round) {
        return new PlayedRounds(round, directory, this::ask, this::nanoTime, this::advance);
    }

    /** An answer that is on its way. */
    private record LateAnswer(long dueMillis, CompletableFuture<ProbeAnswer> future, ProbeAnswer answer) {}

    private void advance(long millis) {
        nowMillis += millis;
        List<LateAnswer> due =
                late.stream().filter(one -> one.dueMillis() <= nowMillis).toList();
        late.removeAll(due);
        due.forEach(one -> one.future().complete(one.answer()));
    }

    long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    /** The controller's thread runs a round every tick, for this time. */
    void pass(long millis) throws InterruptedException {
        for (long passed = 0; passed < millis; passed += TIMINGS.tickMillis()) {
            advance(TIMINGS.tickMillis());
            rounds.round();
        }
    }

    CompletableFuture<ProbeAnswer> ask(Member member) {
        asked.merge(member, 1, Integer::sum);
        boolean plain = directory.isRegisteredAndUnsuspected(member);
        ProbeAnswer answer = answers.getOrDefault(member.nodeId(), plain ? ProbeAnswer.ALIVE : null);
        CompletableFuture<ProbeAnswer> future = new CompletableFuture<>();
        if (answer != null) {
            late.add(new LateAnswer(nowMillis + answersAfterMillis.getOrDefault(member.nodeId(), 0L), future, answer));
            advance(0);
        }
        return future;
    }

    void chain(String members) {
        directory.holds(ControllerScene.configuration(ControllerScene.EPOCH, members, null));
    }

    String line() {
        return ControllerScene.line(directory.current());
    }

    void suspect(String by, String... suspects) {
        ReplicaReport plain = ControllerScene.report(ControllerScene.life(by));
        directory.report(
                by.substring(0, 1),
                new ReplicaReport(
                        ControllerScene.CHAIN,
                        plain.life(),
                        1,
                        1,
                        100,
                        false,
                        0,
                        new TreeSet<>(Set.of(suspects)),
                        false));
    }

    /** All members are seen registered once and are then missed as soon as their registration goes. */
    void settled(String words) throws InterruptedException {
        directory.register(words);
        rounds.round();
    }
}
