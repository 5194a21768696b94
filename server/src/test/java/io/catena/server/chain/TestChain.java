package io.catena.server.chain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A chain of replicas in one thread, for scenario tests: messages wait in queues until the test delivers them, disk
 * writes wait until the test lets them happen, time stands still until the test moves it.
 */
final class TestChain {
    static final int CHAIN = 1;
    static final String CLUSTER = "c1";
    static final Origin ORIGIN = new Origin("client", 1);
    private static final long TICK_NANOS = 20_000_000;

    final Map<String, TestNode> nodes = new LinkedHashMap<>();
    final TestInvariants invariants = new TestInvariants(this);
    final TestWires wires = new TestWires();
    final Map<Long, Object> answers = new TreeMap<>();
    Configuration configuration;
    Configuration activated;
    /** How far heads have said that the chain has come at least, in the order in which they said it. */
    final List<Long> noted = new ArrayList<>();
    /** Whether ZooKeeper takes none of it. */
    boolean losesNotes;

    private long nowNanos = 1;
    private long nextTicket = 1;
    private long nextLife = 1;
    private int retainedRecords = 1000;
    /** A store tells at most this number of values in one answer. */
    int mostValuesRead = 1000;

    ReplicaSettings settings = ReplicaSettings.standard();
    /** What the next configurations carry. */
    SharedSettings shared = SharedSettings.STANDARD;

    /** How often a replica has asked to go on in another step. */
    int steps;
    /** How many pieces of snapshots have been given to disks. */
    int pieces;

    /** Forms a chain of these nodes, head first, all of them members from the first epoch on. */
    static TestChain of(String... names) {
        return of(SharedSettings.STANDARD, names);
    }

    static TestChain of(SharedSettings shared, String... names) {
        return of(ReplicaSettings.standard(), shared, names);
    }

    static TestChain of(ReplicaSettings settings, SharedSettings shared, String... names) {
        TestChain chain = new TestChain();
        chain.settings = settings;
        chain.shared = shared;
        for (String name : names) {
            chain.start(name);
        }
        chain.publishMembers(names);
        chain.settle();
        return chain;
    }

    /**
     * Applied records do not stay in memory, and only this number on disk: a replica that lacks more needs a snapshot.
     */
    void keepApplied(int records) {
        retainedRecords = records;
        settings = settings.withMemory(0);
    }

    // ---------------------------------------------------------------------------------------------- nodes

    /** Starts a node, on its old disk if it has one. */
    TestNode start(String name) {
        TestNode old = nodes.get(name);
        if (old != null) {
            old.ends();
        }
        MemoryStore store = old == null ? new MemoryStore(retainedRecords, invariants.committed()) : old.store;
        TestNode node = new TestNode(this, name, nextLife++, store);
        nodes.put(name, node);
        if (configuration != null) {
            learn(name);
        }
        return node;
    }

    /** Kills a node: what is not on its disk is gone, and what it had sent may still arrive. */
    void crash(String name) {
        nodes.get(name).ends();
        for (TestNode other : nodes.values()) {
            if (other.alive) {
                other.take(other.replica.step(nowNanos, new Event.PeerDown(name)));
            }
        }
    }

    void restart(String name) {
        start(name);
    }

    // ---------------------------------------------------------------------------------------------- membership

    /** Publishes these members, in their present lives, and tells all nodes. */
    void publishMembers(String... names) {
        publish(null, names);
        nodes.keySet().forEach(this::learn);
    }

    /** Publishes members and a joining replica without telling any node. */
    void publish(String joining, String... names) {
        publish(true, joining, names);
    }

    /** Publishes members of which some others have not given up their leases. */
    void publishUnclean(String... names) {
        publish(false, null, names);
    }

    private void publish(boolean clean, String joining, String... names) {
        List<Member> members = new ArrayList<>();
        for (String name : names) {
            members.add(nodes.get(name).member);
        }
        long epoch = configuration == null ? 1 : configuration.epoch() + 1;
        Map<String, Long> removed = new TreeMap<>();
        if (configuration != null) {
            removed.putAll(configuration.removed());
            for (Member before : configuration.line()) {
                if (members.stream().noneMatch(before::is)) {
                    removed.put(before.nodeId(), before.life());
                }
            }
        }
        Member joiner = joining == null ? null : nodes.get(joining).member;
        configuration = new Configuration(CHAIN, epoch, 1, members, joiner, clean, removed, shared, priorLeaseMillis());
    }

    /** Publishes that the head is to make no record, without telling any node. */
    void publishHandover() {
        publish(true, null, memberNames());
        Configuration of = configuration;
        configuration = new Configuration(
                CHAIN,
                of.epoch(),
                1,
                of.members(),
                null,
                true,
                of.removed(),
                shared,
                of.priorLeaseMillis(),
                List.of(),
                true);
    }

    /** The chain hands over: all logs are equal, and stay so. */
    void handOver() {
        publishHandover();
        nodes.keySet().forEach(this::learn);
        settle();
        Invariant.check(configuration.equals(activated), "the handover has not taken effect");
    }

    private int priorLeaseMillis() {
        if (configuration == null) {
            return 0;
        }
        return configuration.equals(activated)
                ? configuration.leaseMillis()
                : Math.max(configuration.priorLeaseMillis(), configuration.leaseMillis());
    }

    /** The node learns the newest configuration. */
    void learn(String name) {
        TestNode node = nodes.get(name);
        if (node.alive) {
            node.take(node.replica.step(nowNanos, new Event.Configured(configuration)));
        }
    }

    /** A node joins at the tail, as the controller would let it. */
    void join(String name) {
        String[] members = memberNames();
        publish(name, members);
        nodes.keySet().forEach(this::learn);
        settle();
        String[] more = Arrays.copyOf(members, members.length + 1);
        more[members.length] = name;
        publishMembers(more);
        settle();
    }

    String[] memberNames() {
        return configuration.members().stream().map(Member::nodeId).toArray(String[]::new);
    }

    // ---------------------------------------------------------------------------------------------- requests

    long put(String at, String key, String value) {
        return write(at, new WriteCommand(LoggedWrite.Kind.PUT, key(key), bytes(value), null, null, false));
    }

    long put(String at, String key, String value, WriteId id) {
        return write(at, new WriteCommand(LoggedWrite.Kind.PUT, key(key), bytes(value), id, null, true));
    }

    long write(String at, WriteCommand... commands) {
        return write(at, ORIGIN, commands);
    }

    long write(String at, Origin origin, WriteCommand... commands) {
        long ticket = nextTicket++;
        TestNode node = nodes.get(at);
        node.take(node.replica.step(
                nowNanos, new Event.Write(ticket, origin, List.of(commands), nowNanos + 5_000_000_000L)));
        return ticket;
    }

    long get(String at, String... keys) {
        long ticket = nextTicket++;
        TestNode node = nodes.get(at);
        List<Key> wanted = new ArrayList<>();
        for (String key : keys) {
            wanted.add(key(key));
        }
        node.take(node.replica.step(nowNanos, new Event.Read(ticket, ORIGIN, wanted, nowNanos + 5_000_000_000L)));
        return ticket;
    }

    long getStale(String at, String key) {
        long ticket = nextTicket++;
        TestNode node = nodes.get(at);
        node.take(node.replica.step(nowNanos, new Event.ReadStale(ticket, ORIGIN, List.of(key(key)))));
        return ticket;
    }

    boolean isAnswered(long ticket) {
        return answers.containsKey(ticket);
    }

    @SuppressWarnings("unchecked")
    List<WriteAnswer> written(long ticket) {
        return (List<WriteAnswer>) answers.get(ticket);
    }

    /** The value that a read of one key got; null if the key does not exist. */
    String read(long ticket) {
        return readAll(ticket).get(0);
    }

    /** The values that a read got, as far as they were told. */
    @SuppressWarnings("unchecked")
    List<String> readAll(long ticket) {
        List<String> values = new ArrayList<>();
        for (VersionedValue value : (List<VersionedValue>) answers.get(ticket)) {
            values.add(value.exists() ? new String(value.value(), StandardCharsets.UTF_8) : null);
        }
        return values;
    }

    /** Reads a key at a node and lets everything happen that is needed for it. */
    String getNow(String at, String key) {
        long ticket = get(at, key);
        settle();
        return read(ticket);
    }

    static Key key(String text) {
        return new Key(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---------------------------------------------------------------------------------------------- what happens

    /** The connection breaks: what is under way is lost, and the sender is told. */
    void reset(String from, String to) {
        wires.clear(from, to);
        TestNode sender = nodes.get(from);
        if (sender.alive) {
            sender.take(sender.replica.step(nowNanos, new Event.PeerDown(to)));
        }
    }

    void finishDisk(String name) {
        nodes.get(name).finishDiskWork();
    }

    void holdDisk(String name) {
        nodes.get(name).diskHeld = true;
    }

    void freeDisk(String name) {
        nodes.get(name).diskHeld = false;
    }

    /** No node runs for this time: the machine stands still. Then the ticks of all nodes come first. */
    void standStill(long millis) {
        nowNanos += millis * 1_000_000 - TICK_NANOS;
        tick();
    }

    /** Lets everything happen that can, and time pass, until nothing but heartbeats would come. */
    void settle() {
        for (int round = 0; round < 30; round++) {
            drain();
            tick();
        }
        drain();
    }

    /**
     * One thing happens: a message arrives, or a disk write is done. Returns false if there is nothing to happen. The
     * order is fixed, so that "after n steps" means the same each time.
     */
    boolean step() {
        if (wires.deliverOne()) {
            return true;
        }
        for (TestNode node : List.copyOf(nodes.values())) {
            if (node.hasDiskWork() && !node.diskHeld) {
                node.finishDiskWork();
                return true;
            }
        }
        return false;
    }

    /** All living members hold the same committed data, once everything is applied. */
    void checkMembersAgree() {
        Map<String, String> expected =
                nodes.get(configuration.head().nodeId()).store.contents();
        for (Member member : configuration.members()) {
            Invariant.check(
                    nodes.get(member.nodeId()).store.contents().equals(expected),
                    "%s holds %s, the head holds %s",
                    member,
                    nodes.get(member.nodeId()).store.contents(),
                    expected);
        }
    }

    /** Delivers messages and finishes disk work until there is nothing left, without letting time pass. */
    void drain() {
        boolean moved = true;
        for (int steps = 0; moved; steps++) {
            Invariant.check(steps < 100_000, "the chain does not come to rest");
            moved = wires.deliverOneOfEach();
            for (TestNode node : List.copyOf(nodes.values())) {
                if (node.hasDiskWork() && !node.diskHeld) {
                    node.finishDiskWork();
                    moved = true;
                }
            }
        }
    }

    void tick() {
        nowNanos += TICK_NANOS;
        for (TestNode node : List.copyOf(nodes.values())) {
            if (node.alive) {
                node.take(node.replica.step(nowNanos, new Event.Tick()));
                node.checkReported();
            }
        }
    }

    long now() {
        return nowNanos;
    }

    /** Time passes for all, in the midst of whatever is going on. */
    void timePasses(int ticks) {
        nowNanos += ticks * TICK_NANOS;
    }

    ReplicaView view(String name) {
        return nodes.get(name).replica.view();
    }
}
