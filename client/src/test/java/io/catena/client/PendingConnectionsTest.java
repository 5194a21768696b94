package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.catenaConstants;
import java.util.List;
import org.apache.thrift.TException;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** When connections that batch queues are opening are given up. */
public class PendingConnectionsTest {
    private final FakeServer slow = new FakeServer();
    private final FakeServer other = new FakeServer();
    private final ServerAddress slowAddress = ServerAddress.parse(slow.address());
    private final ServerAddress otherAddress = ServerAddress.parse(other.address());
    private final Threads threads = new Threads(1, null, ServerAccess.plainText(), () -> {});
    private final Topology topology = new Topology(List.of(slowAddress, otherAddress));
    private final PendingConnections pendingConnections =
            new PendingConnections(topology, threads, new ServerSearch(topology, threads));
    private final Connection connection = threads.access().newConnection(slowAddress);

    @Before
    public void connect() throws TException {
        // No search can find it: the tests say when one has.
        other.close();
        connection.connect(Deadline.afterMillis(5000));
    }

    @After
    public void close() {
        connection.close();
        threads.close();
        slow.close();
    }

    @Test
    public void aTimerThatFiresAsTheServerAnswersHarmsNoConnectionThatIsInUse() throws TException {
        PendingConnections.Opening opening = pendingConnections.begin(connection);
        opening.close();
        opening.becomesOverdue();
        pendingConnections.searchIsOver(otherAddress);
        assertFalse(opening.isGivenUp());
        assertEquals(
                1,
                connection
                        .catena(Deadline.afterMillis(5000), ReplyBounds.NODES)
                        .layout(catenaConstants.DEFAULT_CHAIN)
                        .getEpoch());
    }

    @Test
    public void whatHasSucceededIsNotGivenUpThoughItWasOverdue() {
        PendingConnections.Opening opening = pendingConnections.begin(connection);
        opening.becomesOverdue();
        assertTrue(opening.succeeds());
        pendingConnections.searchIsOver(otherAddress);
        assertFalse(opening.isGivenUp());
    }

    @Test
    public void whatWasGivenUpDoesNotSucceed() {
        PendingConnections.Opening opening = pendingConnections.begin(connection);
        opening.becomesOverdue();
        pendingConnections.searchIsOver(otherAddress);
        assertTrue(opening.isGivenUp());
        assertFalse(opening.succeeds());
    }
}
