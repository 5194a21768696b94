package io.catena.systemtest.chaos;

import io.catena.simulation.checker.Call;
import io.catena.systemtest.BareClient;
import io.catena.systemtest.NodeProcess;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.thrift.TException;

/**
 * Reads at one node after the other, over a bare connection. Some connections have a long time-out: their reads wait
 * in a suspended node, which answers when it is resumed. At that moment its data is oldest.
 */
final class NodeReader implements Traffic.Client {
    private static final int READS_IN_TURN = 60;
    private static final int IMPATIENT_MILLIS = 500;
    private static final int PATIENT_MILLIS = 12_000;

    private final int process;
    private final Supplier<List<NodeProcess>> nodes;
    private final Tally tally;
    private final Random random;
    private BareClient connection;
    private int left;

    NodeReader(int process, Supplier<List<NodeProcess>> nodes, Tally tally, Random random) {
        this.process = process;
        this.nodes = nodes;
        this.tally = tally;
        this.random = random;
    }

    @Override
    public void call(Generation current) {
        if (left == 0 && !connect()) {
            return;
        }
        left--;
        String key = current.keys().get(random.nextInt(current.keys().size()));
        if (!current.invoke(process, Call.get(key))) {
            return;
        }
        try {
            current.ok(process, CheckedClient.answer(connection.find(key)));
            tally.readAtNode(true);
        } catch (TException e) {
            current.fail(process);
            tally.readAtNode(false);
            left = 0;
        }
    }

    private boolean connect() {
        close();
        List<NodeProcess> some = nodes.get();
        NodeProcess node = some.get(random.nextInt(some.size()));
        try {
            connection = node.connect(random.nextInt(3) == 0 ? PATIENT_MILLIS : IMPATIENT_MILLIS);
            left = READS_IN_TURN;
            return true;
        } catch (TException e) {
            tally.readAtNode(false);
            return false;
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
        left = 0;
    }
}
