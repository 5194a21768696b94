package io.catena.systemtest.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Draws faults, one to three at a time, and injects them until the time is over. For one thread. */
final class FaultSchedule implements Scenario {
    private static final int ROUNDS_BETWEEN_COMPARISONS = 10;

    private final List<Fault> faults;
    private final Random random;
    private final long minutes;
    private Stage stage;
    private TimedConsole timedConsole;
    private ChaosReport chaosReport;

    /** One step of one of the faults of a round. */
    private record Moment(String kind, Plan.Step step) {}

    FaultSchedule(List<Fault> faults, Random random, long minutes) {
        this.faults = faults;
        this.random = random;
        this.minutes = minutes;
    }

    @Override
    public void play(Stage theStage, TimedConsole theConsole, ChaosReport theReport) throws InterruptedException {
        stage = theStage;
        timedConsole = theConsole;
        chaosReport = theReport;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        int round = 0;
        while (System.nanoTime() < end && stage.findings().all().isEmpty()) {
            round++;
            round(round);
        }
        chaosReport.fact(round + " rounds of faults");
    }

    private void round(int number) throws InterruptedException {
        // All random choices are made before anything happens, so that they depend on the seed alone.
        List<Plan> plans = draw();
        boolean waitUntilWhole = random.nextInt(10) < 6;
        long pauseMillis = ProcessFaults.between(random, 0, 3_000);
        boolean compare = number % ROUNDS_BETWEEN_COMPARISONS == 0;
        takeGaps(plans.stream().map(Plan::kind).toList(), () -> {
            carryOut(number, plans);
            rest(pauseMillis);
            noticeDeaths();
            if (compare) {
                stage.requireWhole();
                timedConsole.tell("    all members of each chain hold the same data; "
                        + stage.traffic().tally().counts());
            } else if (waitUntilWhole) {
                stage.scene().awaitWhole();
            }
            stage.traffic().nodes(stage.scene().localCluster().alive());
        });
    }

    /** Work that can be interrupted. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private void takeGaps(List<String> kinds, Work work) throws InterruptedException {
        Tally tally = stage.traffic().tally();
        tally.takeWriteGapMillis();
        tally.takeReadGapMillis();
        long begun = System.nanoTime();
        work.run();
        long writeGap = tally.takeWriteGapMillis();
        long readGap = tally.takeReadGapMillis();
        chaosReport.round(kinds, writeGap, readGap);
        timedConsole.tell("    over after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)
                + " ms; longest without a write " + writeGap + " ms, read " + readGap + " ms");
    }

    private List<Plan> draw() {
        int die = random.nextInt(10);
        int count = die < 6 ? 1 : die < 9 ? 2 : 3;
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            plans.add(one().drawn(random).delayed(i == 0 ? 0 : ProcessFaults.between(random, 0, 2_000)));
        }
        return plans;
    }

    private Fault one() {
        int ticket = random.nextInt(faults.stream().mapToInt(Fault::weight).sum());
        for (Fault fault : faults) {
            ticket -= fault.weight();
            if (ticket < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    private void carryOut(int round, List<Plan> plans) throws InterruptedException {
        List<Moment> moments = new ArrayList<>();
        plans.forEach(plan -> plan.steps().forEach(step -> moments.add(new Moment(plan.kind(), step))));
        moments.sort(Comparator.comparingLong(moment -> moment.step.atMillis()));
        long begun = System.nanoTime();
        for (Moment moment : moments) {
            rest(moment.step.atMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            act(round, moment);
        }
    }

    private void act(int round, Moment moment) throws InterruptedException {
        try {
            String what = moment.step.action().on(stage.scene());
            if (!what.isEmpty()) {
                timedConsole.tell("round " + round + ", " + moment.kind + ": " + what);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            // A cluster in trouble may refuse what a fault asks for; what must hold is checked in other places.
            timedConsole.tell("round " + round + ", " + moment.kind + ": not done, " + e.getMessage());
        }
    }

    private void noticeDeaths() {
        stage.scene().unexpectedlyDown().forEach(node -> {
            String what = node + " ended by itself with exit code " + node.awaitExit(1) + "; see " + node.log();
            timedConsole.tell(what);
            stage.findings().add(what);
        });
    }

    private static void rest(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
