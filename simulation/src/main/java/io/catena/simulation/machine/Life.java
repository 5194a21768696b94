package io.catena.simulation.machine;

import io.catena.server.chain.FormatRange;
import io.catena.server.chain.InsideReplica;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Member;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.StoredState;
import io.catena.server.invariants.LogHash;
import io.catena.server.invariants.ReplicaImage;
import io.catena.server.invariants.Violation;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.storage.ReplicaStore;
import io.catena.simulation.committed.ExpectedData;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.invariants.JudgedLife;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One life of a replica, and what the simulator knows of it beyond the replica's own view. */
public final class Life implements JudgedLife {
    static final String CLUSTER_ID = "simulated";

    private final int chain;
    private final Member member;
    private final ReplicaStore store;
    private final DiskContent content;
    private final ReplicaDriver driver;
    private final FormatRange formats;
    private final InsideReplica inside = new InsideReplica();
    private SimulatedDisk disk;
    /** By which tickets clients wait for the answers to writes. */
    private final Set<Long> openWrites = new HashSet<>();

    private final ReplicaImage image;

    Life(
            Surroundings around,
            SimulatedReplica replica,
            SimulatedProcess process,
            Member member,
            StoredState stored,
            ReplicaDriver.Host host) {
        this.chain = replica.chain();
        this.member = member;
        this.store = process.disk().store(chain);
        this.content = process.machine().disk().content(chain);
        this.formats = process.machine().formats();
        long logEnd = content.hash().end();
        Violation.check(
                stored.logEnd() == logEnd,
                "a life begins with what is on its disk",
                "the log of %s ends at %d, and on its disk at %d",
                member,
                stored.logEnd(),
                logEnd);
        this.driver = new ReplicaDriver(
                new WatchedReplica(around, replica, process, this, replica(around.replicas(), process, stored)),
                process::clockNanos,
                listener -> {
                    disk = new SimulatedDisk(around, process, this, replica.watch(), listener);
                    return new DiskAfterStep(process, disk);
                },
                task -> process.post(0, task),
                new ReplicaCounters(),
                new HostAfterStep(process, host));
        this.image = new ReplicaImage(member, driver::view, new Durable(), stored.applied());
        around.invariants(chain).onLife(this);
    }

    private Protocol replica(Replicas replicas, SimulatedProcess process, StoredState stored) {
        return replicas.make(chain, member, process.machine().settings(), stored, process.clockNanos(), inside);
    }

    @Override
    public long sessionDigest() {
        return ExpectedData.digest(inside.sessions());
    }

    int chain() {
        return chain;
    }

    SimulatedDisk disk() {
        return disk;
    }

    /** The life is over: nothing of it is carried out any more. */
    void end() {
        image.ends();
        driver.end();
    }

    @Override
    public ReplicaImage image() {
        return image;
    }

    /** A client waits for the answer to writes. */
    void asked(long ticket) {
        openWrites.add(ticket);
    }

    /** It is told; of a ticket of reads nothing is known. */
    void answered(long ticket) {
        openWrites.remove(ticket);
    }

    @Override
    public boolean hasAnsweredAllWrites() {
        return openWrites.isEmpty();
    }

    @Override
    public Member member() {
        return member;
    }

    ReplicaStore store() {
        return store;
    }

    @Override
    public DiskContent content() {
        return content;
    }

    @Override
    public FormatRange formats() {
        return formats;
    }

    @Override
    public ReplicaView view() {
        return driver.view();
    }

    ReplicaDriver driver() {
        return driver;
    }

    /** The log as its disk holds it. */
    private final class Durable implements ReplicaImage.DurableLog {
        @Override
        public LogHash hash() {
            return content.hash();
        }

        @Override
        public LogRecord record(long seq) {
            List<LogRecord> found = store.readLog(seq, 0);
            Violation.check(
                    !found.isEmpty(), "what was answered durable is durable", "%s has no record %d", member(), seq);
            return found.get(0);
        }
    }
}
