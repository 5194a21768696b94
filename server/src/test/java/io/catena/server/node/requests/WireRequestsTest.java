package io.catena.server.node.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Origin;
import io.catena.server.chain.Shortage;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.Requests;
import io.catena.server.rpc.Reply;
import io.catena.thrift.CallOptions;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** To which chain a call goes. */
public class WireRequestsTest {
    private static final Origin CLIENT = new Origin("192.0.2.7", 5);

    private final ChainLayout layout = new ChainLayout("test", 1);
    private final WireRequests requests = new WireRequests(
            new Requests(
                    1,
                    new CurrentReplica(),
                    layout::configuration,
                    new Forwarding(null),
                    new Requests.Ports(System::nanoTime, () -> 1, origin -> 1)),
            layout,
            new Failures(layout, () -> Shortage.NONE, () -> true));
    private final List<Exception> failures = new ArrayList<>();

    private Exception failureOf(CallOptions options) {
        requests.read(List.of(ByteBuffer.wrap(new byte[] {1})), options, CLIENT, new Reply<ReadResults>() {
            @Override
            public void succeed(ReadResults value) {
                throw new AssertionError("there is no chain");
            }

            @Override
            public void fail(Exception error) {
                failures.add(error);
            }
        });
        return failures.remove(0);
    }

    private static void assertThereIsNoChainYet(Exception failure) {
        assertEquals(UnavailableReason.NO_CHAIN, ((Unavailable) failure).getReason());
    }

    @Test
    public void inAClusterOfOneChainNoNumberAndOneMeanTheSame() {
        assertThereIsNoChainYet(failureOf(new CallOptions()));
        assertThereIsNoChainYet(failureOf(new CallOptions().setChain(0)));
        assertThereIsNoChainYet(failureOf(new CallOptions().setChain(1)));
    }

    @Test
    public void aChainThatIsNotThereIsRefusedByName() {
        for (int chain : new int[] {2, -1, Integer.MAX_VALUE}) {
            String message = ((InvalidRequest) failureOf(new CallOptions().setChain(chain))).getMessage();
            assertTrue(message, message.contains("there is no chain " + chain));
        }
    }
}
