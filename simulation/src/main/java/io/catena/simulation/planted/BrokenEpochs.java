package io.catena.simulation.planted;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaView;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes messages of lower epochs look like messages of the receiver's own epoch: from its present neighbour and on
 * its present link. A changed epoch alone would hardly show, because the numbers of links and lives reject old
 * messages too.
 */
final class BrokenEpochs {
    /** By life: the link on which it is fed, and the one on which it feeds. */
    private final SortedMap<Long, Long> fedOn = new TreeMap<>();

    private final SortedMap<Long, Long> feedsOn = new TreeMap<>();

    /** Takes note of the links that a life opens. */
    void onEffects(long life, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send && send.message() instanceof Message.Open open) {
                feedsOn.put(life, open.link());
            }
        }
    }

    /** Takes note of the link on which a life is fed. */
    void onMessage(long life, Message.Envelope from, Message message, ReplicaView view) {
        if (message instanceof Message.Open open && from.epoch() == view.epoch()) {
            fedOn.put(life, open.link());
        }
    }

    Message.Envelope envelope(Message.Envelope from, Message message, ReplicaView view) {
        Member neighbour = neighbour(message, view);
        return from.epoch() >= view.epoch() || neighbour == null
                ? from
                : new Message.Envelope(from.chain(), view.epoch(), neighbour.nodeId(), neighbour.life());
    }

    private static Member neighbour(Message message, ReplicaView view) {
        int there = view.position() + (message instanceof Message.Append ? -1 : 1);
        boolean known = message instanceof Message.Append || message instanceof Message.Ack;
        return !known
                        || view.position() < 0
                        || there < 0
                        || there >= view.configuration().line().size()
                ? null
                : view.configuration().line().get(there);
    }

    Message message(long life, Message.Envelope from, Message message, ReplicaView view) {
        if (from.epoch() >= view.epoch()) {
            return message;
        }
        if (message instanceof Message.Append a) {
            long link = fedOn.getOrDefault(life, a.link());
            return new Message.Append(link, a.firstSeq(), a.records(), a.commitPoint(), a.round(), a.completedRound());
        }
        if (message instanceof Message.Ack a) {
            long link = feedsOn.getOrDefault(life, a.link());
            return new Message.Ack(link, a.seq(), a.round(), a.behindNanos(), a.shortage(), a.leasesUsed());
        }
        return message;
    }
}
