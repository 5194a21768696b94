package io.catena.server.replica;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.runtime.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The links of a node whose replicas are on several loops: two nodes have one connection for the messages of all of them (M4), and it
 * belongs to one loop. The replicas of the others hand their messages over to that one.
 */
public final class LinksOfLoops {
    private final Loops loops;
    /** Of each loop, like the next. */
    private final List<? extends Links> connections;

    private final List<OwnedConnections> owned = new ArrayList<>();

    /** What each loop's replicas are told of connections that are broken. */
    private final List<Consumer<String>> broken;

    /**
     * @param connections those of each loop
     * @param broken tells the replicas of each loop, on that loop, that the connection to an address is broken
     */
    public LinksOfLoops(Loops loops, List<? extends Links> connections, List<Consumer<String>> broken) {
        this.loops = loops;
        this.connections = List.copyOf(connections);
        this.broken = List.copyOf(broken);
        for (int loop = 0; loop < loops.count(); loop++) {
            owned.add(new OwnedConnections(loop, loops.count(), connections.get(loop), this::tell));
        }
    }

    /** For the replicas of one loop; owned by that loop. */
    public Links of(int loop) {
        return new OfLoop(loop);
    }

    /** A connection of this loop is broken. On that loop. */
    public void isBroken(int loop, String address) {
        owned.get(loop).isBroken(address);
    }

    /** On the loop that has the connection. */
    private void tell(int owner, int told, String address) {
        if (told == owner) {
            broken.get(told).accept(address);
            return;
        }
        loops.handOver(told, () -> {
            // First, so that it comes before all that the replicas send from now on.
            loops.handOver(owner, () -> owned.get(owner).isKnown(told, address));
            broken.get(told).accept(address);
        });
    }

    private final class OfLoop implements Links {
        private final int loop;

        OfLoop(int loop) {
            this.loop = loop;
        }

        private void at(int owner, Consumer<OwnedConnections> action) {
            if (owner == loop) {
                action.accept(owned.get(owner));
            } else {
                loops.handOver(owner, () -> action.accept(owned.get(owner)));
            }
        }

        @Override
        public void send(Member to, Message.Envelope envelope, Message message) {
            at(loops.ofAddress(to.address()), there -> there.send(loop, to, envelope, message));
        }

        @Override
        public void disconnect(Member from) {
            int owner = loops.ofAddress(from.address());
            if (owner != loop) {
                // Of this loop there is another one, which carries calls.
                connections.get(loop).disconnect(from);
            }
            at(owner, there -> there.disconnect(loop, from));
        }

        @Override
        public void retain(Set<String> addresses) {
            for (int owner = 0; owner < loops.count(); owner++) {
                at(owner, there -> there.retain(loop, addresses));
            }
        }
    }
}
