package io.catena.server.replica;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The connections for messages that one loop of a node has, as all its loops use them. When a connection is dropped or breaks, each loop is
 * told, and what comes from it to that address is lost until it says that its replicas know: it was sent before they knew, and what they
 * had sent before that is lost with the connection. So no message comes behind a gap (L1, M4). Owned by its loop; what it is told of one
 * loop comes in the order in which that loop handed it over.
 */
final class OwnedConnections {
    /** Tells a loop that a connection is broken; {@link #isKnown} follows, unless the loop is the owner. */
    @FunctionalInterface
    interface News {
        void tell(int owner, int told, String address);
    }

    private final int self;
    private final int loops;
    private final Links connections;
    private final News news;
    /** For each address how many times each loop was told that its connection is broken, and has not said that it knows. */
    private final Map<String, int[]> untold = new HashMap<>();
    /** The addresses that each loop needs. */
    private final Map<Integer, Set<String>> needed = new HashMap<>();

    /** @param loops how many the node has */
    OwnedConnections(int self, int loops, Links connections, News news) {
        this.self = self;
        this.loops = loops;
        this.connections = connections;
        this.news = news;
    }

    void send(int loop, Member to, Message.Envelope envelope, Message message) {
        if (knows(loop, to.address())) {
            connections.send(to, envelope, message);
        }
    }

    /**
     * A replica of the loop drops the connection; all others of that loop have been told. If the loop does not know yet that the
     * connection was broken, it means that one: the present one stays.
     */
    void disconnect(int loop, Member from) {
        if (knows(loop, from.address())) {
            connections.disconnect(from);
            tellAllBut(loop, from.address());
        }
    }

    /** The connection is broken. */
    void isBroken(String address) {
        tellAllBut(loops, address);
    }

    /** The loop's replicas know that a connection to the address is broken. */
    void isKnown(int loop, String address) {
        int[] times = untold.get(address);
        times[loop]--;
        for (int left : times) {
            if (left > 0) {
                return;
            }
        }
        untold.remove(address);
    }

    private boolean knows(int loop, String address) {
        int[] times = untold.get(address);
        return times == null || times[loop] == 0;
    }

    private void tellAllBut(int knowing, String address) {
        for (int loop = 0; loop < loops; loop++) {
            if (loop != knowing && loop != self) {
                untold.computeIfAbsent(address, none -> new int[loops])[loop]++;
                news.tell(self, loop, address);
            }
        }
        if (knowing != self) {
            news.tell(self, self, address);
        }
    }

    void retain(int loop, Set<String> addresses) {
        needed.put(loop, addresses);
        Set<String> all = new HashSet<>();
        needed.values().forEach(all::addAll);
        connections.retain(all);
    }
}
