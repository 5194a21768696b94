package io.catena.server.node.operators;

import io.catena.server.chain.Origin;
import io.catena.server.rpc.Reply;
import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.Digest;
import io.catena.server.storage.ReplicaStore;
import io.catena.thrift.DataDigest;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells digests of the data of replicas. Each reads all of a replica's data: only one is computed at a time (Q10). On the node's first loop. */
public final class DigestDesk {
    private static final Logger LOG = LoggerFactory.getLogger(DigestDesk.class);

    /** Where the replicas keep their data. */
    public interface Stores {
        /** @param then gets null if this node has no replica of the chain */
        void find(int chain, Consumer<ReplicaStore> then);
    }

    private final Stores stores;
    private final Questions<ReplicaStore, DataDigest> digests;

    /**
     * @param scheduler for which nothing else waits
     * @param questions with which the digests share the places of those who wait
     */
    public DigestDesk(Stores stores, Scheduler scheduler, QuestionDesk questions) {
        this.stores = stores;
        this.digests = new SharedAnswers<>(scheduler, System::nanoTime, questions.places(), DigestDesk::make);
    }

    void digest(int chain, Origin asker, Reply<DataDigest> reply) {
        stores.find(chain, store -> {
            if (store == null) {
                reply.fail(new InvalidRequest("there is no chain " + chain + " on this node"));
            } else {
                digests.ask(store, asker, reply);
            }
        });
    }

    private static DataDigest make(ReplicaStore store) throws Unavailable {
        try {
            Digest digest = store.digest();
            return new DataDigest(digest.applied(), digest.hex(), digest.keys());
        } catch (RuntimeException e) {
            LOG.error("the digest could not be computed", e);
            throw new Unavailable("the data cannot be read now: " + e.getMessage(), UnavailableReason.CHANGING);
        }
    }
}
