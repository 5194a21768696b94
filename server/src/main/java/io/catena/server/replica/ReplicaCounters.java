package io.catena.server.replica;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Message;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts since the start of the process, over all lives of the replica. Owned by the replica's loop. */
public final class ReplicaCounters {
    private static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long writes;
    private long reads;
    private long syncs;
    private long recordsWritten;
    private long recordsReceived;
    private long chunksReceived;
    private long chunksRead;
    private long lives;
    private long linksDropped;
    /** Why a link was dropped last; null if none was. */
    private String lastDrop;

    private long lastDropNanos;

    void writes(int count) {
        writes += count;
    }

    void reads(int count) {
        reads += count;
    }

    void synced(int records) {
        syncs++;
        recordsWritten += records;
    }

    void received(Message message) {
        if (message instanceof Message.Append append) {
            recordsReceived += append.records().size();
        } else if (message instanceof Message.Chunk) {
            chunksReceived++;
        }
    }

    void chunkRead() {
        chunksRead++;
    }

    void linkDropped(Effect.LinkDropped dropped, long nowNanos) {
        linksDropped++;
        lastDrop = "what " + dropped.from() + " said cannot be true: " + dropped.reason();
        lastDropNanos = nowNanos;
    }

    /** Why a link was dropped within the last minute; null if none was. */
    public String recentDrop(long nowNanos) {
        return nowNanos - lastDropNanos < RECENT_NANOS ? lastDrop : null;
    }

    public void lifeBegins() {
        lives++;
    }

    /** Adds them to those of other replicas. */
    public void addTo(Map<String, Long> all) {
        all.merge("writes", writes, Long::sum);
        all.merge("reads", reads, Long::sum);
        all.merge("syncs", syncs, Long::sum);
        all.merge("recordsWritten", recordsWritten, Long::sum);
        all.merge("recordsReceived", recordsReceived, Long::sum);
        all.merge("snapshotChunksReceived", chunksReceived, Long::sum);
        all.merge("snapshotChunksSent", chunksRead, Long::sum);
        all.merge("lives", lives, Long::sum);
        all.merge("linksDropped", linksDropped, Long::sum);
    }
}
