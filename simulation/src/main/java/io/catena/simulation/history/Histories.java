package io.catena.simulation.history;

import io.catena.server.chain.Key;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.storage.ReplicaStore;
import io.catena.simulation.committed.CommittedLogs;
import io.catena.simulation.run.SimulatedRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks what clients are told, of each chain by itself: see {@link ChainHistory}. */
public final class Histories {
    private final SimulatedRun run;
    /** The first chain first. */
    private final List<ChainHistory> chains = new ArrayList<>();

    private int number;
    private long reads;
    private long writes;

    public Histories(SimulatedRun run, CommittedLogs committed) {
        this.run = run;
        for (int chain = 1; chain <= run.chains(); chain++) {
            chains.add(new ChainHistory(run, chain, committed.of(chain)));
        }
    }

    private ChainHistory of(int chain) {
        return chains.get(chain - 1);
    }

    private ChainHistory of(Key key) {
        return of(run.keys().chainOf(key));
    }

    public long reads() {
        return reads;
    }

    public long writes() {
        return writes;
    }

    /** The highest version of the key that any client was told; 0 if none. */
    public long latest(Key key) {
        return of(key).latest(key);
    }

    /** A client sends a request. Its outcome comes to one of the other methods, or to none. */
    public void onAsked(ClientOperation operation) {
        of(operation.chain()).onAsked(operation);
    }

    public void onRead(ClientOperation operation, VersionedValue value) {
        reads++;
        of(operation.chain()).onRead(operation, value);
    }

    /** As {@link ChainHistory#onStale}. */
    public void onStale(String node, Key key, VersionedValue value, long ageNanos) {
        of(key).onStale(node, key, value, ageNanos);
    }

    public void onWrite(ClientOperation operation, WriteAnswer answer) {
        writes++;
        of(operation.chain()).onWrite(operation, answer);
    }

    /** Writes that were sent together, once, must be in one record of each chain and in their order. */
    public void onWrittenTogether(List<ClientOperation> operations, List<WriteAnswer> answers) {
        for (int chain = 1; chain <= chains.size(); chain++) {
            List<ClientOperation> there = new ArrayList<>();
            List<WriteAnswer> told = new ArrayList<>();
            for (int i = 0; i < operations.size(); i++) {
                if (operations.get(i).chain() == chain) {
                    there.add(operations.get(i));
                    told.add(answers.get(i));
                }
            }
            of(chain).onWrittenTogether(there, told);
        }
    }

    /** The client is told that this session is open. */
    public void onSession(ClientOperation operation, long session) {
        of(operation.chain()).onSession(operation, session);
    }

    /** The client was told that the operation was not carried out. */
    public void onDenied(ClientOperation operation) {
        of(operation.chain()).onDenied(operation);
    }

    /** The client does not know whether the operation was carried out. */
    public void onUnknown(ClientOperation operation) {
        of(operation.chain()).onUnknown(operation);
    }

    /** As {@link ChainHistory#lineageBegins}, of one chain. */
    public void lineageBegins(int chain, ReplicaStore copy) {
        number++;
        of(chain).lineageBegins(copy);
    }

    /**
     * The number of the history that requests belong to which are sent at this moment. What of an earlier one is still on
     * its way does not arrive any more: it could take effect, as a write of unknown outcome may, where no client knows of
     * it.
     */
    public int number() {
        return number;
    }

    /** Checks what can be judged only when no more answers will come. */
    public void checkAtTheEnd() {
        Set<String> done = new HashSet<>();
        chains.forEach(chain -> chain.checkAtTheEnd(done));
    }
}
