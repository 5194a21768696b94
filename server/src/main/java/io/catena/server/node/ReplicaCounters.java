package io.catena.server.node;

import io.catena.server.chain.Message;
import java.util.Map;

/** Counts since the start of the process, over all lives of the replica. Owned by the event loop. */
final class ReplicaCounters {
    private long writes;
    private long reads;
    private long syncs;
    private long recordsWritten;
    private long recordsReceived;
    private long chunksReceived;
    private long chunksRead;
    private long lives;

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

    void lifeBegins() {
        lives++;
    }

    void addTo(Map<String, Long> all) {
        all.put("writes", writes);
        all.put("reads", reads);
        all.put("syncs", syncs);
        all.put("recordsWritten", recordsWritten);
        all.put("recordsReceived", recordsReceived);
        all.put("snapshotChunksReceived", chunksReceived);
        all.put("snapshotChunksSent", chunksRead);
        all.put("lives", lives);
    }
}
