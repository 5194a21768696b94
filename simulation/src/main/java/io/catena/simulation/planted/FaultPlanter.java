package io.catena.simulation.planted;

import io.catena.server.chain.BrokenLease;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.controller.loop.Places;
import io.catena.server.runtime.health.NodeDiskWatch;
import io.catena.simulation.committed.CommittedLogs;
import io.catena.simulation.run.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Breaks one rule, by changing the inputs and outputs of a replica or of the controller. Without a planted fault
 * nothing is changed.
 */
public final class FaultPlanter {
    private final PlantedFault fault;
    private final SeededRandom seededRandom;
    private final BrokenEpochs epochs = new BrokenEpochs();
    private final BrokenLinks links = new BrokenLinks();
    private final BrokenHandovers handovers = new BrokenHandovers();
    private final BrokenDecisions decisions;
    private final BrokenRequests requests;
    private final BrokenDisk disk;
    private final BrokenPlacing placing;

    public FaultPlanter(PlantedFault fault, SeededRandom seededRandom, CommittedLogs committed) {
        this.fault = fault;
        this.seededRandom = seededRandom;
        this.decisions = new BrokenDecisions(fault);
        this.disk = new BrokenDisk(fault, seededRandom);
        this.requests = new BrokenRequests(fault, committed);
        this.placing = new BrokenPlacing(fault);
    }

    /** The faults that are planted in clients' requests and their answers. */
    public BrokenRequests requests() {
        return requests;
    }

    /** The faults that are planted in where chains are. */
    public BrokenPlacing placing() {
        return placing;
    }

    private boolean is(PlantedFault planted) {
        return fault == planted;
    }

    // --------------------------------------------------------------------------------------------- leases

    public BrokenLease lease() {
        return switch (fault) {
            case NO_FENCE -> BrokenLease.NO_FENCE;
            case FENCE_FORGETS_MISSED_EPOCHS -> BrokenLease.FENCE_FORGETS_MISSED_EPOCHS;
            case FENCE_TRUSTS_EVERY_CHANGE -> BrokenLease.FENCE_TRUSTS_EVERY_CHANGE;
            case FENCE_FROM_NOTHING -> BrokenLease.FENCE_FROM_NOTHING;
            case LEASE_OUTLIVES_EPOCH -> BrokenLease.LEASE_OUTLIVES_EPOCH;
            case LEASE_FROM_NEWS -> BrokenLease.LEASE_FROM_NEWS;
            case LEASE_WITHOUT_COMPLETION -> BrokenLease.LEASE_WITHOUT_COMPLETION;
            case LEASE_KEPT_WHEN_LEAVING -> BrokenLease.LEASE_KEPT_WHEN_LEAVING;
            case GONE_AT_ONCE -> BrokenLease.FENCE_OF_HEADS_ONLY;
            case AGE_IN_DOUBT -> BrokenLease.AGE_IN_DOUBT;
            case FENCE_BY_OWN_LEASE -> BrokenLease.FENCE_BY_OWN_LEASE;
            case OLDER_LEASES_FORGOTTEN -> BrokenLease.OLDER_LEASES_FORGOTTEN;
            case LENGTH_OF_FIRST_EPOCH -> BrokenLease.LENGTH_OF_FIRST_EPOCH;
            case LEASE_THOUGH_NONE -> BrokenLease.LEASE_THOUGH_NONE;
            default -> BrokenLease.NONE;
        };
    }

    /** How fast a machine's clock runs. */
    public double clockRate(double rate) {
        return is(PlantedFault.DRIFT_BEYOND_MARGIN) ? 1 + 40 * (rate - 1) : rate;
    }

    /** Whether clocks stand still while their machines do. */
    public boolean clocksStop(boolean assumed) {
        return is(PlantedFault.CLOCK_STOPS) || assumed;
    }

    /** The time that the replica takes for the present when the store has answered. */
    public long secondLookNanos(Long firstLookNanos, long nowNanos) {
        return is(PlantedFault.ONE_LOOK_AT_THE_LEASE) && firstLookNanos != null ? firstLookNanos : nowNanos;
    }

    /** The time that the replica takes for the present when a read arrives. */
    public long readNanos(long lastStepNanos, long nowNanos) {
        return is(PlantedFault.LEASE_REMEMBERED) ? lastStepNanos : nowNanos;
    }

    /** The head's answer to a query without a lease and without a round; null if no such fault is planted. */
    public Message answer(Message message, ReplicaView view) {
        return is(PlantedFault.QUERY_ANSWERED_AT_ONCE) && message instanceof Message.Query query && view.position() == 0
                ? new Message.QueryAnswer(query.id(), view.commitPoint())
                : null;
    }

    /** What is wrong with disks. */
    public BrokenDisk disk() {
        return disk;
    }

    /** Which copy the operator takes. */
    public Recovery.Choice chosen(Recovery recovery, Recovery.Choice choice) {
        return is(PlantedFault.ANY_COPY_PASSES_FOR_WHOLE)
                ? recovery.choices().get(recovery.choices().size() - 1)
                : choice;
    }

    /** What the operator writes. */
    public Recovery.Forced forced(Recovery.Forced forced) {
        if (!is(PlantedFault.ANY_COPY_PASSES_FOR_WHOLE)) {
            return forced;
        }
        Configuration c = forced.configuration();
        return new Recovery.Forced(
                new Configuration(
                        c.chain(),
                        c.epoch(),
                        forced.activated().lineage(),
                        c.members(),
                        c.joining(),
                        c.clean(),
                        c.removed(),
                        c.settings(),
                        c.priorLeaseMillis()),
                forced.activated());
    }

    // --------------------------------------------------------------------------------------------- network

    /** The sender of a message as the replica sees it. */
    public Message.Envelope envelope(Message.Envelope from, Message message, ReplicaView view) {
        if (is(PlantedFault.EPOCH_NOT_CHECKED) && from.epoch() < view.epoch()) {
            return new Message.Envelope(from.chain(), view.epoch(), from.nodeId(), from.life());
        }
        return is(PlantedFault.ACCEPT_LOWER_EPOCH) ? epochs.envelope(from, message, view) : from;
    }

    /** The message as the life sees it. */
    public Message incoming(long life, Message.Envelope from, Message message, ReplicaView view) {
        if (is(PlantedFault.ACCEPT_LOWER_EPOCH)) {
            epochs.onMessage(life, from, message, view);
            return epochs.message(life, from, message, view);
        }
        if (is(PlantedFault.OLDER_LINK_TAKEN) && from.epoch() == view.epoch()) {
            return links.message(life, from, message);
        }
        if (is(PlantedFault.COMMIT_POINT_TOO_HIGH) && message instanceof Message.Append append) {
            List<LogRecord> records = append.records();
            return new Message.Append(
                    append.link(),
                    append.firstSeq(),
                    records,
                    append.firstSeq() + records.size() - 1,
                    append.round(),
                    append.completedRound());
        }
        return message;
    }

    public boolean reorders() {
        return is(PlantedFault.REORDER) && seededRandom.chance(0.02);
    }

    public boolean duplicates(Message message) {
        return is(PlantedFault.DUPLICATE_APPEND) && message instanceof Message.Append && seededRandom.chance(0.02);
    }

    public boolean losesSilently() {
        return is(PlantedFault.SILENT_LOSS) && seededRandom.chance(0.02);
    }

    /** Whether a message is not sent. */
    public boolean keepsBack(Message message) {
        return is(PlantedFault.SILENT_WHILE_WAITING) && message instanceof Message.Waiting;
    }

    // --------------------------------------------------------------------------------------------- effects

    public List<Effect> effects(long life, List<Effect> effects, ReplicaView view) {
        if (is(PlantedFault.ACCEPT_LOWER_EPOCH)) {
            epochs.onEffects(life, effects);
        }
        return switch (fault) {
            case ACK_WITHOUT_SUCCESSOR ->
                effects.stream().map(e -> acknowledged(e, view)).toList();
            case JOIN_BEFORE_CAUGHT_UP ->
                effects.stream().map(e -> reported(e, view)).toList();
            case ROUND_OVERTAKES_RECORDS ->
                effects.stream().map(FaultPlanter::overtaken).toList();
            case ACTIVATE_EARLY -> activated(effects, view);
            case OLDER_LINK_TAKEN -> links.effects(life, effects);
            case HANDOVER_UNKNOWN -> handovers.effects(effects);
            default -> requests.answers(effects);
        };
    }

    /** The effects of a step of a program that knows these formats. */
    public List<Effect> written(List<Effect> effects, FormatRange known) {
        return is(PlantedFault.OWN_FORMAT_WRITTEN)
                ? effects.stream()
                        .map(effect -> inFormat(known.newest(), effect))
                        .toList()
                : effects;
    }

    private static Effect inFormat(int format, Effect effect) {
        return effect instanceof Effect.Send send && send.message() instanceof Message.Open open
                ? new Effect.Send(
                        send.to(),
                        send.envelope(),
                        new Message.Open(open.clusterId(), format, open.lineage(), open.link(), open.leaseMillis()))
                : effect;
    }

    private static Effect acknowledged(Effect effect, ReplicaView view) {
        return effect instanceof Effect.Send send && send.message() instanceof Message.Ack ack
                ? new Effect.Send(
                        send.to(),
                        send.envelope(),
                        new Message.Ack(
                                ack.link(),
                                view.durable(),
                                ack.round(),
                                ack.behindNanos(),
                                ack.shortage(),
                                ack.leasesUsed()))
                : effect;
    }

    private static Effect reported(Effect effect, ReplicaView view) {
        boolean feedsJoining = view.configuration() != null
                && view.configuration().joining() != null
                && view.position() == view.configuration().members().size() - 1;
        if (!(effect instanceof Effect.Report report) || !feedsJoining) {
            return effect;
        }
        ReplicaReport r = report.report();
        long joining = view.configuration().joining().life();
        return new Effect.Report(with(r, joining, r.leaving()));
    }

    private static Effect overtaken(Effect effect) {
        boolean withheld = effect instanceof Effect.Send send
                && send.message() instanceof Message.Append append
                && append.round() == 0;
        if (!withheld) {
            return effect;
        }
        Effect.Send send = (Effect.Send) effect;
        Message.Append append = (Message.Append) send.message();
        Message early =
                new Message.Append(append.link(), append.firstSeq(), append.records(), append.commitPoint(), 1, 1);
        return new Effect.Send(send.to(), send.envelope(), early);
    }

    private static List<Effect> activated(List<Effect> effects, ReplicaView view) {
        boolean opens =
                effects.stream().anyMatch(e -> e instanceof Effect.Send send && send.message() instanceof Message.Open);
        if (view.position() != 0 || !opens) {
            return effects;
        }
        List<Effect> more = new ArrayList<>(effects);
        more.add(new Effect.Activate(view.configuration(), view.commitPoint()));
        return more;
    }

    /**
     * The report that a replica sends as soon as it is asked to leave; empty if no such fault is planted.
     *
     * @param hasAnswered whether no client waits for its answer
     */
    public Optional<ReplicaReport> goneAtOnce(ReplicaReport r, boolean hasAnswered) {
        boolean says = is(PlantedFault.GONE_AT_ONCE) && hasAnswered || is(PlantedFault.GONE_UNANSWERED);
        return says ? Optional.of(with(r, r.caughtUp(), true)) : Optional.empty();
    }

    private static ReplicaReport with(ReplicaReport r, long caughtUp, boolean leaving) {
        return new ReplicaReport(
                r.chain(),
                r.life(),
                r.epoch(),
                r.lineage(),
                r.logEnd(),
                r.installing(),
                caughtUp,
                r.suspects(),
                leaving);
    }

    // --------------------------------------------------------------------------------------------- membership

    /**
     * The life with which the node goes on; null if it begins a new one.
     *
     * @param leftover what is registered for the node; null if nothing is
     * @param last the node's last life
     */
    public Member adoptsLeftover(ReplicaReport leftover, String name, Member last) {
        if (is(PlantedFault.REMOVED_COMES_BACK)) {
            return last;
        }
        return is(PlantedFault.ADOPT_LEFTOVER) && leftover != null ? new Member(name, leftover.life(), name) : null;
    }

    /** The configuration as a replica takes it. */
    public Configuration adopted(Configuration c, SharedSettings wanted) {
        if (is(PlantedFault.WANTED_SETTINGS_TAKEN) && !wanted.equals(c.settings())) {
            return new Configuration(
                    c.chain(),
                    c.epoch(),
                    c.lineage(),
                    c.members(),
                    c.joining(),
                    c.clean(),
                    c.removed(),
                    wanted,
                    c.priorLeaseMillis(),
                    c.lastRemovals(),
                    c.handover());
        }
        return is(PlantedFault.HANDOVER_UNKNOWN) ? handovers.adopted(c) : c;
    }

    /** Whether the controller publishes for a chain only in its own term. */
    public boolean looksAtTheTerm(int chain) {
        return chain == 1 || !is(PlantedFault.TERM_OF_THE_FIRST_CHAIN);
    }

    /** Whether replicas are told that another one has dropped a connection. */
    public boolean tellsOfDroppedConnections() {
        return !is(PlantedFault.DROPPED_CONNECTION_UNTOLD);
    }

    public boolean publishesUnconditionally() {
        return is(PlantedFault.UNCONDITIONAL_PUBLISH);
    }

    /** The health that a node reports. */
    public Health health(Health health) {
        return is(PlantedFault.HUNG_DISK_STAYS)
                ? new Health(health.diskMillis(), 0, health.loopMillis(), health.hopMillis(), health.lowOnSpace())
                : health;
    }

    /** What a replica knows of the node's disk by what the others find. */
    public NodeDiskWatch nodeDisk(NodeDiskWatch ofAllChains, long nowNanos) {
        return is(PlantedFault.DISK_OF_EACH_CHAIN) ? new NodeDiskWatch(nowNanos) : ofAllChains;
    }

    /** The first place in the election, as nodes that doubt the controller see it. */
    public Optional<Places.Place> firstPlace(Optional<Places.Place> place) {
        return is(PlantedFault.LEADER_NOT_EVICTED) ? Optional.empty() : place;
    }

    /** For how long the controller waits for nodes to register. */
    public long patienceMillis(long sessionTimeoutMillis) {
        return is(PlantedFault.NO_PATIENCE) ? 1 : sessionTimeoutMillis;
    }

    /** The faults that are planted in the controller's decisions. */
    public BrokenDecisions decisions() {
        return decisions;
    }
}
