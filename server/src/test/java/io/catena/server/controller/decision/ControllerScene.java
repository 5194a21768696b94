package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a controller sees, told in few words. A life is written as the node's letter and the life's digit: "a1",
 * "a2" are two lives of node a. Epoch 7 of lineage 1 is the current one; reports are unremarkable unless told otherwise.
 */
public final class ControllerScene {
    public static final int CHAIN = 1;
    public static final long EPOCH = 7;

    private Configuration current;
    private Configuration activated;
    private long committed;
    private final List<Member> registrations = new ArrayList<>();
    private final Map<String, ReplicaReport> reports = new LinkedHashMap<>();
    private final Set<String> unreachable = new TreeSet<>();
    private final Set<String> unheard = new TreeSet<>();
    private final List<UnfitMember> unfit = new ArrayList<>();
    private SharedSettings wanted = SharedSettings.STANDARD;
    private final Map<String, FormatRange> formats = new TreeMap<>();
    private boolean graceOver;
    private Carriers carriers = Carriers.EVERY_NODE;

    public static Member life(String word) {
        String id = word.substring(0, 1);
        return new Member(id, Long.parseLong(word.substring(1)), "host-" + id + ":7400");
    }

    public static List<Member> lives(String words) {
        return words.isEmpty()
                ? List.of()
                : List.of(words.split(" ")).stream().map(ControllerScene::life).toList();
    }

    public static Configuration configuration(long epoch, String members, String joining) {
        return new Configuration(
                CHAIN, epoch, 1, lives(members), joining == null ? null : life(joining), true, Map.of());
    }

    public static ReplicaReport report(Member of) {
        return reportOfLogEnd(of, 100);
    }

    public static ReplicaReport reportOfLogEnd(String life, long logEnd) {
        return reportOfLogEnd(life(life), logEnd);
    }

    private static ReplicaReport reportOfLogEnd(Member of, long logEnd) {
        return new ReplicaReport(CHAIN, of.life(), EPOCH, 1, logEnd, false, 0, new TreeSet<>(), false);
    }

    /** The chain as it is, activated. */
    public static ControllerScene chainOf(String members) {
        ControllerScene scene = new ControllerScene();
        scene.current = configuration(EPOCH, members, null);
        scene.activated = scene.current;
        return scene;
    }

    public static ControllerScene withoutChain() {
        return new ControllerScene();
    }

    ControllerScene joining(String life) {
        current = configuration(EPOCH, words(current.members()), life);
        activated = current;
        return this;
    }

    /** The epoch before the current one is the last that was activated, with these members. */
    ControllerScene lastActivated(String members) {
        activated = configuration(EPOCH - 1, members, null);
        return this;
    }

    ControllerScene neverActivated() {
        activated = null;
        return this;
    }

    ControllerScene activated(Configuration configuration) {
        activated = configuration;
        return this;
    }

    ControllerScene lineage(long lineage) {
        current =
                new Configuration(CHAIN, EPOCH, lineage, current.members(), current.joining(), true, current.removed());
        return this;
    }

    ControllerScene removed(String lives) {
        Map<String, Long> removed = new TreeMap<>();
        lives(lives).forEach(m -> removed.put(m.nodeId(), m.life()));
        boolean same = current.equals(activated);
        current =
                new Configuration(CHAIN, EPOCH, current.lineage(), current.members(), current.joining(), true, removed);
        activated = same ? current : activated;
        return this;
    }

    /** Registered, in this order, each with a report. */
    ControllerScene registered(String words) {
        for (Member life : lives(words)) {
            registrations.add(life);
            reports.put(life.nodeId(), report(life));
        }
        return this;
    }

    /** These nodes are registered, and their replicas are not. */
    ControllerScene registeredWithoutLife(String... nodeIds) {
        return know(FormatRange.ONLY_THE_FIRST, nodeIds);
    }

    ControllerScene registeredWithoutReport(String words) {
        registrations.addAll(lives(words));
        return this;
    }

    ControllerScene empty(String words) {
        lives(words)
                .forEach(m -> reports.put(
                        m.nodeId(), new ReplicaReport(CHAIN, m.life(), 0, 0, 0, false, 0, new TreeSet<>(), false)));
        return this;
    }

    ControllerScene emptyAndLeaving(String life) {
        Member m = life(life);
        reports.put(m.nodeId(), new ReplicaReport(CHAIN, m.life(), 0, 0, 0, false, 0, new TreeSet<>(), true));
        return this;
    }

    ControllerScene reporting(String life, long epoch, long lineage, long logEnd) {
        Member m = life(life);
        reports.put(
                m.nodeId(),
                new ReplicaReport(CHAIN, m.life(), epoch, lineage, logEnd, false, 0, new TreeSet<>(), false));
        return this;
    }

    ControllerScene logEnd(String life, long logEnd) {
        return reporting(life, EPOCH, 1, logEnd);
    }

    ControllerScene installing(String life) {
        Member m = life(life);
        reports.put(m.nodeId(), new ReplicaReport(CHAIN, m.life(), EPOCH, 1, 100, true, 0, new TreeSet<>(), false));
        return this;
    }

    ControllerScene leaving(String words) {
        return leaving(EPOCH, words);
    }

    /** They gave up the roles that they had in this epoch. */
    ControllerScene leaving(long epoch, String words) {
        lives(words)
                .forEach(m -> reports.put(
                        m.nodeId(),
                        new ReplicaReport(CHAIN, m.life(), epoch, 1, 100, false, 0, new TreeSet<>(), true)));
        return this;
    }

    /** The first says that the second has caught up with it. */
    ControllerScene caughtUp(String feeder, String joining) {
        Member m = life(feeder);
        reports.put(
                m.nodeId(),
                new ReplicaReport(
                        CHAIN, m.life(), EPOCH, 1, 100, false, life(joining).life(), new TreeSet<>(), false));
        return this;
    }

    ControllerScene unreachable(String nodeId) {
        unreachable.add(nodeId);
        return this;
    }

    /** Counted as there, but nothing is heard of it. */
    ControllerScene unheard(String... nodeIds) {
        unheard.addAll(List.of(nodeIds));
        return this;
    }

    /** Lives, but should go if it may; the first is the most urgent. */
    ControllerScene unfit(UnfitMember.Why why, String... nodeIds) {
        for (String nodeId : nodeIds) {
            unfit.add(new UnfitMember(nodeId, why));
        }
        return this;
    }

    ControllerScene minReplicas(int number) {
        wanted = new SharedSettings(300, number, 0);
        boolean same = current.equals(activated);
        current = with(current, wanted, 300);
        activated = same ? current : activated;
        return this;
    }

    /** What the cluster is to have, whatever holds in the current epoch. */
    ControllerScene wanted(SharedSettings settings) {
        wanted = settings;
        return this;
    }

    /** These nodes know these formats; the others, the first. */
    ControllerScene know(FormatRange range, String... nodeIds) {
        for (String nodeId : nodeIds) {
            formats.put(nodeId, range);
        }
        return this;
    }

    /** What holds in the current epoch. */
    ControllerScene settings(SharedSettings settings, int priorLeaseMillis) {
        boolean same = current.equals(activated);
        current = with(current, settings, priorLeaseMillis);
        activated = same ? current : activated;
        return this;
    }

    /** What follows when this member is removed without having left. */
    public static Configuration removal(Configuration of, String life) {
        List<Member> members =
                of.members().stream().filter(m -> !m.is(life(life))).toList();
        Map<String, Long> removed = Map.of(life(life).nodeId(), life(life).life());
        return new Configuration(CHAIN, of.epoch() + 1, 1, members, null, false, removed);
    }

    public static Configuration with(Configuration of, SharedSettings settings, int priorLeaseMillis) {
        return new Configuration(
                of.chain(),
                of.epoch(),
                of.lineage(),
                of.members(),
                of.joining(),
                of.clean(),
                of.removed(),
                settings,
                priorLeaseMillis);
    }

    /** All members of the last activated epoch had everything up to here on their disks. */
    ControllerScene committed(long seq) {
        committed = seq;
        return this;
    }

    /** The chain is to have so many replicas, on these nodes; no registered node said that it holds data. */
    ControllerScene placed(int replicas, String... nodeIds) {
        carriers = new Carriers(List.of(nodeIds), replicas, Set.of());
        return this;
    }

    /** These registered nodes said that they hold data; to be called after {@link #placed}. */
    ControllerScene holders(String... nodeIds) {
        carriers = new Carriers(carriers.placed(), carriers.replicas(), Set.of(nodeIds));
        return this;
    }

    /** These nodes take part in as many transfers of other chains as a node may; to be called last of what concerns carriers. */
    ControllerScene busy(String... nodeIds) {
        carriers = carriers.withBusy(Set.of(nodeIds), Set.of());
        return this;
    }

    /** These nodes are to take part in no handover now; to be called last of what concerns carriers. */
    ControllerScene still(String... nodeIds) {
        carriers = carriers.withBusy(Set.of(), Set.of(nodeIds));
        return this;
    }

    /** The current epoch is a handover; to be called last of what concerns the configuration. */
    ControllerScene handsOver() {
        boolean same = current.equals(activated);
        current = handover(current);
        activated = same ? current : activated;
        return this;
    }

    /** The same as a handover. */
    public static Configuration handover(Configuration of) {
        return new Configuration(
                of.chain(),
                of.epoch(),
                of.lineage(),
                of.members(),
                of.joining(),
                of.clean(),
                of.removed(),
                of.settings(),
                of.priorLeaseMillis(),
                of.lastRemovals(),
                true);
    }

    ControllerScene graceOver() {
        graceOver = true;
        return this;
    }

    ChainView view() {
        return new ChainView(
                CHAIN,
                current,
                activated,
                committed,
                registrations,
                reports,
                unreachable,
                unheard,
                unfit,
                wanted,
                formats,
                graceOver,
                carriers);
    }

    /** Decides, and holds each change against the table. */
    Decision decide() {
        Decision decision = NextConfiguration.decide(view());
        decision.next()
                .ifPresent(next -> PermittedChange.check(
                        new Observation(
                                current,
                                0,
                                activated,
                                committed,
                                registrations,
                                reports,
                                Map.of(),
                                wanted,
                                formats,
                                "",
                                carriers),
                        next,
                        unheard));
        return decision;
    }

    /** The line that follows, "a1 b1 +c1" with a plus before the joining replica; or the kind of situation if none. */
    String outcome() {
        Decision decision = decide();
        return decision.next().map(ControllerScene::line).orElse(decision.kind().name());
    }

    public static String line(Configuration configuration) {
        String members = words(configuration.members());
        return configuration.joining() == null ? members : members + " +" + words(List.of(configuration.joining()));
    }

    private static String words(List<Member> members) {
        return String.join(" ", members.stream().map(m -> m.nodeId() + m.life()).toList());
    }
}
