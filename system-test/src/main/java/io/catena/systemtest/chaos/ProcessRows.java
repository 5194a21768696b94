package io.catena.systemtest.chaos;

import io.catena.systemtest.NodeProcess;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What must hold while a process gets too little processor time. */
final class ProcessRows {
    /** Shorter than the silence that a suspicion needs; requests to the process wait 0.3 s on average. */
    private static final long STOPPED_MILLIS = 650;

    private static final long RUNNING_MILLIS = 100;

    private ProcessRows() {}

    static List<Rows.Row> all() {
        return List.of(new Rows.Row("19, a middle that is suspended most of the time: replaced", ProcessRows::row19));
    }

    private static void row19(Stage stage) throws InterruptedException {
        NodeProcess middle = Rows.pick(stage, ChaosScene.Role.MIDDLE);
        long before = Rows.timesSlow(stage);
        CountDownLatch over = new CountDownLatch(1);
        Thread starving = new Thread(() -> starve(middle, over), "starving");
        starving.start();
        try {
            Rows.requireRepairedWithout(stage, middle);
        } finally {
            over.countDown();
            starving.join();
        }
        Rows.require(Rows.timesSlow(stage) > before, "no node has logged that a member is far slower than the others");
        Rows.require(middle.isAlive(), middle + " lives");
    }

    private static void starve(NodeProcess node, CountDownLatch over) {
        try {
            do {
                node.suspend();
                TimeUnit.MILLISECONDS.sleep(STOPPED_MILLIS);
                node.resume();
            } while (!over.await(RUNNING_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            node.resume();
            Thread.currentThread().interrupt();
        }
    }
}
