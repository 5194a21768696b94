package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.Unavailable;
import io.catena.thrift.catenaConstants;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;

/** Five nodes on which chains are placed; one of them is asked without end while operators give their orders to it (Q10). */
public class QuestionFloodIT {
    /** More than operators' orders have places. */
    private static final int CONNECTIONS = 96;

    private static final int LIMIT_MILLIS = 20_000;

    @Rule
    public final PlacedCluster started = new PlacedCluster(QuestionFloodIT.class);

    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean isOver;

    private interface Question {
        void put(CatenaAdmin.Client admin) throws TException;
    }

    private static Question question(int number) {
        return switch (number % 3) {
            case 0 -> CatenaAdmin.Client::placement;
            case 1 -> admin -> admin.planPlacement(new PlacementQuestion().setWithoutAbsent(number % 2 == 0));
            default -> CatenaAdmin.Client::settings;
        };
    }

    private void ask(NodeProcess node, int number) {
        try (TSocket socket = new TSocket("127.0.0.1", node.port(), LIMIT_MILLIS)) {
            socket.open();
            CatenaAdmin.Client admin = new CatenaAdmin.Client(
                    new TBinaryProtocol(new TFramedTransport(socket, catenaConstants.MAX_FRAME_BYTES), true, true));
            while (!isOver) {
                try {
                    question(number).put(admin);
                } catch (Unavailable e) {
                    continue;
                }
                answers.incrementAndGet();
            }
        } catch (TException e) {
            throw new AssertionError("a question of the flood had no answer", e);
        }
    }

    private List<Thread> flood(NodeProcess node) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int number = i;
            Thread thread = new Thread(() -> ask(node, number), "flood");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    private static void run(CatenaProcess catena, String... arguments) throws Exception {
        long begun = System.nanoTime();
        CatenaProcess.Result result = catena.run(arguments);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        assertEquals(String.join(" ", arguments) + ": " + result.text(), 0, result.code());
        assertTrue(String.join(" ", arguments) + " took " + millis + " ms", millis < LIMIT_MILLIS);
    }

    @Test
    public void orders_and_questions_of_operators_go_on_beside_a_flood_of_questions() throws Exception {
        NodeProcess asked = started.nodes().all().get(0);
        String drained = Integer.toString(started.nodes().all().get(4).port());
        CatenaProcess catena = new CatenaProcess(started.folder(), asked.address());
        List<Thread> threads = flood(asked);
        try {
            Awaitility.await("the flood").until(() -> answers.get() > CONNECTIONS);
            run(catena, "settings", "set", "lease-millis=400");
            run(catena, "drain", "--no-wait", drained);
            run(catena, "placement", "plan");
            run(catena, "undrain", drained);
            run(catena, "rebalance", "--no-wait");
            assertTrue("the flood goes on", threads.stream().allMatch(Thread::isAlive));
        } finally {
            isOver = true;
        }
    }
}
