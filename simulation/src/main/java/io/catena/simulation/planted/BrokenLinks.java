package io.catena.simulation.planted;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Message;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a replica take a handshake of an older link for the newest (against L2): messages on the older link count
 * from then on, and messages on the newer one do not. The link numbers are taken from the handshakes that a life
 * receives.
 */
final class BrokenLinks {
    /** By life. */
    private final SortedMap<Long, Feed> feeds = new TreeMap<>();

    /**
     * The links on which a life is fed in an epoch.
     *
     * @param newest the highest number in a handshake
     * @param taken the number of the link that the life takes for the newest
     */
    private record Feed(long epoch, long newest, long taken) {}

    /** The message as the life sees it. */
    Message message(long life, Message.Envelope from, Message message) {
        Feed feed = feeds.get(life);
        boolean known = feed != null && feed.epoch == from.epoch();
        if (message instanceof Message.Open open) {
            if (!known || open.link() >= feed.newest) {
                feeds.put(life, new Feed(from.epoch(), open.link(), open.link()));
                return open;
            }
            feeds.put(life, new Feed(from.epoch(), feed.newest, open.link()));
            return new Message.Open(open.clusterId(), open.format(), open.lineage(), feed.newest, open.leaseMillis());
        }
        if (known && message instanceof Message.Append a) {
            return new Message.Append(
                    seen(feed, a.link()), a.firstSeq(), a.records(), a.commitPoint(), a.round(), a.completedRound());
        }
        if (known && message instanceof Message.Chunk chunk) {
            return new Message.Chunk(seen(feed, chunk.link()), chunk.content());
        }
        return message;
    }

    private static long seen(Feed feed, long link) {
        return link == feed.taken ? feed.newest : 0;
    }

    /**
     * The effects of a step, in which messages to the predecessor bear the number of the link that the life takes
     * for the newest.
     */
    List<Effect> effects(long life, List<Effect> effects) {
        Feed feed = feeds.get(life);
        return feed == null || feed.taken == feed.newest
                ? effects
                : effects.stream().map(effect -> said(feed, effect)).toList();
    }

    private static Effect said(Feed feed, Effect effect) {
        if (!(effect instanceof Effect.Send send) || send.envelope().epoch() != feed.epoch) {
            return effect;
        }
        Message message = send.message();
        if (message instanceof Message.Ack a && a.link() == feed.newest) {
            message = new Message.Ack(feed.taken, a.seq(), a.round(), a.behindNanos(), a.shortage(), a.leasesUsed());
        } else if (message instanceof Message.Opened o && o.link() == feed.newest) {
            message = new Message.Opened(feed.taken, o.logEnd(), o.lastChecksum(), o.partialSnapshot());
        }
        return new Effect.Send(send.to(), send.envelope(), message);
    }
}
