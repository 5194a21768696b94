package io.catena.server.node;

import io.catena.server.carrying.CarriedChains;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.Space;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.session.ZooKeeperSession;
import io.catena.server.node.replicas.CarriedReplicas;
import io.catena.server.node.replicas.DiskThreads;
import io.catena.server.node.replicas.MembershipKeeper;
import io.catena.server.node.replicas.NettyScheduler;
import io.catena.server.node.replicas.NodeIdentity;
import io.catena.server.node.replicas.PeerLinks;
import io.catena.server.node.replicas.ReplicaHost;
import io.catena.server.node.requests.ChainAccess;
import io.catena.server.node.requests.PeerCalls;
import io.catena.server.node.shutdown.NodeShutdown;
import io.catena.server.placement.KnownPlacement;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.LeaveCompletion;
import io.catena.server.replica.Links;
import io.catena.server.replica.SuspectingChains;
import io.catena.server.requests.Forwarding;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.inbound.NodeMessages;
import io.catena.server.rpc.inbound.services.AuditedRequests;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.server.runtime.health.NodeDiskWatch;
import io.catena.server.storage.NodeStore;
import io.catena.server.threads.LastResort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Puts together what an event loop owns: its replicas, what it knows of their chains, the requests for them, and its connections to
 * other nodes. What is in {@link OfTheNode} is shared with whatever else the node has, and is thread-safe.
 */
final class NodeLoop implements ReplicaHost.Ending {
    private final RpcTransport transport;
    private final OfTheNode node;
    private final NettyScheduler scheduler;
    private final CarriedReplicas carried;
    private final Peers peers;
    private final LeaveCompletion leave;
    /** Tells the replicas of this loop, and of others that use it, that a connection of this loop is broken; set once, like the next two. */
    private Consumer<String> broken;

    private RequestAssembly requests;
    private ReplicaFactory factory;
    /** The replicas with which the node begins. */
    private final List<ReplicaHost> first = new ArrayList<>();

    /**
     * What belongs to the whole node.
     *
     * @param chains of the cluster, the first one first
     * @param replica the settings of a replica, with its part of the memory
     * @param calls runs what may wait for ZooKeeper, one task after the other
     * @param doubts is told whether a replica suspects a neighbour
     */
    record OfTheNode(
            NodeIdentity identity,
            ClusterShape shape,
            List<ChainZnodes> chains,
            ReplicaSettings replica,
            RpcCounters counters,
            DiskThreads disk,
            NodeStore store,
            MembershipKeeper keeper,
            Executor calls,
            ZooKeeperSession session,
            Consumer<Boolean> doubts,
            ReplicaFactory.Traces traces,
            NodeShutdown end) {

        boolean isPlaced() {
            return shape.replicas() != ClusterShape.ALL;
        }
    }

    /** @param loops how many the node has */
    NodeLoop(RpcTransport transport, OfTheNode node, int loops) {
        this.transport = transport;
        this.node = node;
        this.scheduler = new NettyScheduler(transport.loop());
        this.carried = new CarriedReplicas(transport.loop());
        this.peers = new Peers(
                transport, PeerLimits.defaults().forOneOf(loops), node.counters(), address -> broken.accept(address));
        this.leave = new LeaveCompletion(System::nanoTime, scheduler, carried::lives, node.session()::isConnected);
    }

    /** The connections of this loop. */
    Links connections() {
        return new PeerLinks(peers);
    }

    /**
     * Connects it to the other loops. To be called before all that follows.
     *
     * @param links for the replicas of this loop
     * @param newBroken is told on this loop which of its connections are broken
     * @param doubts is told on this loop whether one of its replicas suspects a neighbour
     */
    void connect(Links links, Consumer<String> newBroken, Consumer<Boolean> doubts, RequestAssembly.OtherLoops others) {
        broken = newBroken;
        Forwarding forwarding = new Forwarding(new PeerCalls(peers));
        requests = new RequestAssembly(
                node.identity().cluster(),
                others,
                node.chains(),
                !node.isPlaced(),
                carried,
                forwarding,
                node.calls(),
                scheduler,
                node.session()::isConnected);
        factory = new ReplicaFactory(
                new ReplicaHost.Shared(
                        node.identity(),
                        node.replica(),
                        transport.loop(),
                        carried::turn,
                        carried.links(links),
                        forwarding,
                        node.disk(),
                        new NodeDiskWatch(System.nanoTime()),
                        node.keeper(),
                        node.calls(),
                        this),
                node.store(),
                requests.table(),
                node.session(),
                new SuspectingChains(doubts),
                node.traces());
    }

    NettyScheduler scheduler() {
        return scheduler;
    }

    /** The replicas of this loop. */
    CarriedReplicas carried() {
        return carried;
    }

    /** What takes requests for one of the chains of this loop. On this loop. */
    ChainAccess access(int chain) {
        return requests.table().chain(chain);
    }

    /** The free space of the disk has changed. Any thread. */
    void freeSpace(Space found) {
        carried.freeSpace(found);
    }

    /** Takes the replicas of the node out of their chains. */
    LeaveCompletion leave() {
        return leave;
    }

    /** Makes a replica with which the node begins. Before {@link #open}. */
    void beginWith(ChainZnodes chain) throws IOException {
        first.add(factory.make(chain));
    }

    /** From now on requests and messages are taken. Returns when that is so. */
    void open(NodeEndpoint endpoint, AuditedRequests admins, NodeMessages messages) {
        transport
                .loop()
                .submit(() -> {
                    first.forEach(carried::add);
                    endpoint.open(requests.clients(), admins, messages, node.disk());
                })
                .syncUninterruptibly();
    }

    /** Begins the first lives. Each is completed when it has begun. Not on the loop. */
    List<CompletableFuture<Void>> beginFirstLives() {
        return first.stream().map(ReplicaHost::beginFirst).toList();
    }

    /** To be called after the first lives have begun. */
    void startTicking() {
        carried.startTicking();
    }

    /**
     * Begins to carry what is placed on this node, and to give up what is not.
     *
     * @param isHere whether a chain belongs to this loop
     */
    void followPlacement(Cluster cluster, KnownPlacement placement, IntPredicate isHere) {
        CarriedChains carrying = new CarriedChains(
                node.identity().nodeId(),
                node.shape().chains(),
                node.shape().replicas(),
                chain -> isHere.test(chain) ? placement.line(chain) : List.of(),
                first.stream().map(ReplicaHost::chain).toList(),
                new ChainHands(cluster, node.chains(), carried, factory, node.calls(), scheduler::execute, this));
        lookLater(carrying);
    }

    /** Whatever goes wrong in a look, the next one comes. */
    private void lookLater(CarriedChains carrying) {
        scheduler.schedule(TimeUnit.MILLISECONDS.toNanos(carrying.nextLookMillis()), () -> {
            LastResort.surviving("the look which chains to carry", carrying::look)
                    .run();
            lookLater(carrying);
        });
    }

    /** Does something again and again; a failure is only logged. */
    void every(long millis, String what, Runnable task) {
        transport
                .loop()
                .scheduleWithFixedDelay(LastResort.surviving(what, task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** All lives end. Returns when that is so; not on the loop. */
    void end() throws InterruptedException {
        transport.loop().submit(carried::end).sync();
    }

    /** Closes the connections to other nodes. */
    void disconnect() {
        peers.close();
    }

    @Override
    public boolean isStopping() {
        return node.end().isStopping();
    }

    @Override
    public void hasLeft(CurrentReplica replica) {
        leave.hasLeft(replica);
    }

    @Override
    public void halt(String reason, Throwable cause) {
        node.end().halt(reason, cause);
    }
}
