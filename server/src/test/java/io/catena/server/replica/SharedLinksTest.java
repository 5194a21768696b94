package io.catena.server.replica;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/** What the replicas of several chains hear of the connections that they share. */
public class SharedLinksTest {
    private final List<String> events = new ArrayList<>();
    private final ReplicasByChain<Heard> replicas = new ReplicasByChain<>();
    private final SharedLinks shared = new SharedLinks(new NodeLinks(), replicas::dropped);

    private final class NodeLinks implements Links {
        @Override
        public void send(Member to, Message.Envelope envelope, Message message) {
            events.add("sends to " + to.address());
        }

        @Override
        public void disconnect(Member from) {
            events.add("disconnects " + from.address());
        }

        @Override
        public void retain(Set<String> addresses) {
            events.add("keeps " + new TreeSet<>(addresses));
        }
    }

    /** The replica of a chain. */
    private record Heard(int chain, List<String> events) implements CarriedReplica {
        @Override
        public CurrentReplica replica() {
            throw new AssertionError("no life is asked for");
        }

        @Override
        public void received(Message.Envelope from, Message message) {
            events.add(chain + " receives");
        }

        @Override
        public void peerDown(String address) {
            events.add(chain + " hears that " + address + " is down");
        }

        @Override
        public void freeSpace(Space found) {}

        @Override
        public boolean isQuiet() {
            return chain != 2;
        }

        @Override
        public boolean tick(long nowNanos, long dueNanos) {
            return isQuiet();
        }
    }

    private void carries(int... chains) {
        for (int chain : chains) {
            replicas.add(new Heard(chain, events));
        }
    }

    @Test
    public void aConnectionThatOneReplicaDropsIsBrokenForAllOthers() {
        carries(1, 2, 3);
        shared.of(2).disconnect(new Member("n", 7, "a:1"));
        assertEquals(List.of("disconnects a:1", "1 hears that a:1 is down", "3 hears that a:1 is down"), events);
    }

    @Test
    public void anAddressIsKeptWhileOneChainNeedsIt() {
        shared.of(1).retain(Set.of("a", "b"));
        shared.of(2).retain(Set.of("c"));
        shared.of(1).retain(Set.of("b"));
        shared.forget(1);
        shared.of(2).retain(Set.of("d"));
        assertEquals(List.of("keeps [a, b]", "keeps [a, b, c]", "keeps [b, c]", "keeps [c]", "keeps [d]"), events);
    }

    @Test
    public void aMessageIsForTheReplicaOfItsChainAlone() {
        carries(1, 2);
        replicas.received(new Message.Envelope(2, 1, "n", 7), new Message.Query(1));
        replicas.received(new Message.Envelope(3, 1, "n", 7), new Message.Query(1));
        assertEquals(List.of("2 receives"), events);
    }

    @Test
    public void whileOneReplicaWaitsTheNodeIsNotQuiet() {
        carries(1, 3);
        assertEquals(true, replicas.tick(0, 0));
        carries(2);
        assertEquals(false, replicas.tick(0, 0));
    }
}
