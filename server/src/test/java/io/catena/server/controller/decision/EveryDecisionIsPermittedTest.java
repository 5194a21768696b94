package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.Test;

/** Decides in every state of three nodes and holds each decision against the table and against what can be seen. */
public class EveryDecisionIsPermittedTest {
    private static final List<String> IDS = List.of("a", "b", "c");

    /** What a node may be doing. Lives are numbered 1, those of returned nodes 2. */
    private enum Doing {
        WELL,
        UNREPORTED,
        LEAVING,
        UNREACHABLE,
        UNFIT,
        UNHEARD,
        DEAD,
        BACK,
        BACK_UNHEARD,
        BACK_WITH_LESS,
        BACK_EMPTY
    }

    private static final int STATES = Doing.values().length;

    private final Map<Decision.Kind, Integer> seen = new TreeMap<>();

    @Test
    public void inEveryStateOfThreeNodes() {
        for (Configuration current : configurations()) {
            for (Configuration activated : activatedBefore(current)) {
                for (int states = 0; states < STATES * STATES * STATES; states++) {
                    check(view(current, activated, states, false, false), states);
                    check(view(current, activated, states, true, current.joining() != null), states);
                }
            }
        }
        assertTrue("every kind but an alarm comes up: " + seen, seen.size() == Decision.Kind.values().length - 1);
    }

    /** In a chain that is to be on some of the nodes only. */
    @Test
    public void inEveryStateOfThreeNodesOfWhichSomeArePlaced() {
        for (List<String> placed : List.of(List.<String>of(), List.of("c", "a"), List.of("b"))) {
            Carriers carriers = new Carriers(placed, 2, Set.of("b"));
            for (Configuration current : configurations()) {
                for (Configuration activated : activatedBefore(current)) {
                    for (int states = 0; states < STATES * STATES * STATES; states++) {
                        checkPlaced(view(current, activated, states, false, false, carriers), states);
                        checkPlaced(
                                view(current, activated, states, true, current.joining() != null, carriers), states);
                    }
                }
            }
        }
    }

    /** In a chain that hands over, or could: also while an epoch is not activated, and whatever the members do. */
    @Test
    public void inEveryStateOfThreeNodesOfAChainThatHandsOver() {
        SharedSettings settings = SharedSettings.STANDARD.withFormat(ClusterFormat.HANDOVERS.number());
        Configuration plain = ControllerScene.with(
                ControllerScene.configuration(ControllerScene.EPOCH, "a1 b1 c1", null), settings, 300);
        Configuration earlier = ControllerScene.with(
                ControllerScene.configuration(ControllerScene.EPOCH - 1, "a1 b1 c1", null), settings, 300);
        Set<String> orders = new TreeSet<>();
        for (Configuration current : List.of(plain, ControllerScene.handover(plain))) {
            for (Configuration activated : List.of(current, earlier)) {
                for (List<String> placed : List.of(List.<String>of(), List.of("c", "a", "b"), List.of("a", "b"))) {
                    Carriers carriers = new Carriers(placed, placed.size() + 1, Set.of());
                    for (int states = 0; states < STATES * STATES * STATES; states++) {
                        ChainView view =
                                withSettings(view(current, activated, states, false, false, carriers), settings);
                        checkPlaced(view, states);
                        NextConfiguration.decide(view)
                                .next()
                                .filter(next -> next.members().size() == 3)
                                .ifPresent(next -> orders.add(next.handover() + " " + ControllerScene.line(next)));
                    }
                }
            }
        }
        assertEquals(Set.of("true a1 b1 c1", "false a1 b1 c1", "false c1 a1 b1"), orders);
    }

    private static ChainView withSettings(ChainView v, SharedSettings settings) {
        Map<String, FormatRange> formats = new TreeMap<>();
        IDS.forEach(id -> formats.put(id, new FormatRange(1, settings.format())));
        return new ChainView(
                v.chain(),
                v.current(),
                v.activated(),
                v.committed(),
                v.registrations(),
                v.reports(),
                v.unreachable(),
                v.unheard(),
                v.unfit(),
                settings,
                formats,
                v.graceOver(),
                v.carriers());
    }

    private static void checkPlaced(ChainView view, int states) {
        Decision decision = NextConfiguration.decide(view);
        try {
            if (decision.next().isPresent()) {
                checkPlacedChange(view, decision.next().get());
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + ": " + view + ", doing " + doing(states) + ": " + decision, e);
        }
    }

    private static void checkPlacedChange(ChainView view, Configuration next) {
        Configuration current = view.current();
        PermittedChange.check(observation(view), next, view.unheard());
        Member joining = next.joining();
        assertTrue(
                "only a placed node begins to join",
                joining == null
                        || joining.is(current.joining())
                        || view.carriers().placed().contains(joining.nodeId()));
        if (current.members().stream().anyMatch(m -> next.positionOf(m) < 0)) {
            Configuration ofAll =
                    NextConfiguration.decide(everyNode(view)).next().orElseThrow();
            assertEquals("a member loses its place as in a chain of all nodes", ofAll.members(), next.members());
        }
        Member before = current.joining();
        boolean formsAgain = current.members().stream().noneMatch(m -> next.positionOf(m) >= 0);
        if (before != null && next.line().stream().noneMatch(before::is) && !view.isActivated() && !formsAgain) {
            assertTrue(
                    "one that is displaced makes room in an activated epoch alone",
                    !view.lives(before) || view.isLeaving(before) || isUnfit(view, before));
        }
    }

    private static Observation observation(ChainView view) {
        return new Observation(
                view.current(),
                0,
                view.activated(),
                view.committed(),
                view.registrations(),
                view.reports(),
                Map.of(),
                view.wanted(),
                view.formats(),
                "",
                view.carriers());
    }

    private static ChainView everyNode(ChainView view) {
        return new ChainView(
                view.chain(),
                view.current(),
                view.activated(),
                view.committed(),
                view.registrations(),
                view.reports(),
                view.unreachable(),
                view.unheard(),
                view.unfit(),
                view.wanted(),
                view.formats(),
                view.graceOver());
    }

    private void check(ChainView view, int states) {
        Decision decision = NextConfiguration.decide(view);
        seen.merge(decision.kind(), 1, Integer::sum);
        try {
            if (decision.next().isPresent()) {
                checkChange(view, decision.next().get());
            } else {
                assertTrue("an alarm", decision.kind() != Decision.Kind.ALARM);
                assertTrue("something could be done", !somethingIsPossible(view));
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    e.getMessage() + ": " + view.current() + ", activated " + view.activated() + ", doing "
                            + doing(states) + ": " + decision,
                    e);
        }
    }

    private static void checkChange(ChainView view, Configuration next) {
        PermittedChange.check(view.current(), view.activated(), next);
        List<Member> removed = new ArrayList<>(view.current().members());
        removed.removeIf(m -> next.positionOf(m) >= 0);
        if (removed.size() == view.current().members().size()) {
            assertTrue("the node is heard of", isHeardOf(view, next.head()));
            assertEquals("the longest log", longest(view, true), logEnd(view, next.head()));
        } else {
            assertTrue(
                    "only members that are gone, unfit or leave",
                    removed.stream().allMatch(m -> !view.lives(m) || view.isLeaving(m) || isUnfit(view, m)));
            assertEquals("clean", removed.stream().allMatch(m -> view.lives(m) && !isUnfit(view, m)), next.clean());
            assertTrue("a living member stays", next.members().stream().anyMatch(view::lives));
            assertTrue(
                    "one that holds everything and is heard of stays, or none goes that holds everything",
                    removed.stream().noneMatch(m -> isOf(view.anchors(), m))
                            || next.members().stream().anyMatch(m -> isOf(view.anchors(), m) && isHeardOf(view, m)));
        }
    }

    /** A plain restatement: a member to remove while another one may stay, or in an activated epoch a node to add. */
    private static boolean somethingIsPossible(ChainView view) {
        Configuration current = view.current();
        boolean anchorLives = current.members().stream()
                .anyMatch(m -> view.lives(m) && view.anchors().contains(m.nodeId()));
        if (!anchorLives) {
            return view.graceOver() && longest(view, true) >= Math.max(0, longest(view, false));
        }
        boolean anchorIsHeardOf =
                current.members().stream().anyMatch(m -> isOf(view.anchors(), m) && isHeardOf(view, m));
        List<Member> dead = current.line().stream().filter(m -> !view.lives(m)).toList();
        boolean someoneMayGo = !dead.isEmpty()
                && (anchorIsHeardOf
                        || dead.stream().noneMatch(m -> current.positionOf(m) >= 0 && isOf(view.anchors(), m)));
        if (!dead.isEmpty()) {
            return someoneMayGo;
        }
        boolean joinable = current.joining() == null
                && view.live().stream()
                        .anyMatch(m ->
                                !current.hasNode(m.nodeId()) && view.reportOf(m).isPresent() && !view.isLeaving(m));
        return view.isActivated() && joinable;
    }

    private static boolean isOf(Set<String> anchors, Member member) {
        return anchors.contains(member.nodeId());
    }

    private static boolean isHeardOf(ChainView view, Member member) {
        return view.lives(member) && !view.unheard().contains(member.nodeId());
    }

    private static boolean isUnfit(ChainView view, Member member) {
        return view.unfit().stream().anyMatch(u -> u.nodeId().equals(member.nodeId()));
    }

    /** The end of the longest log of those that are back and are heard of, or are not; -1 if none is. */
    private static long longest(ChainView view, boolean heardOf) {
        return view.live().stream()
                .filter(m ->
                        view.current().hasNode(m.nodeId()) && view.anchors().contains(m.nodeId()))
                .filter(m -> m.life() == 2 && isHeardOf(view, m) == heardOf)
                .filter(m -> view.reports().get(m.nodeId()).lineage() == 1 || view.activated() == null)
                .mapToLong(m -> logEnd(view, m))
                .max()
                .orElse(-1);
    }

    private static long logEnd(ChainView view, Member member) {
        return view.reports().get(member.nodeId()).logEnd();
    }

    private static List<Configuration> configurations() {
        List<Configuration> all = new ArrayList<>();
        for (String members : List.of("a1", "b1", "c1", "a1 b1", "b1 a1", "a1 c1", "b1 c1", "a1 b1 c1", "c1 a1 b1")) {
            all.add(ControllerScene.configuration(ControllerScene.EPOCH, members, null));
            for (String id : IDS) {
                if (!members.contains(id)) {
                    all.add(ControllerScene.configuration(ControllerScene.EPOCH, members, id + "1"));
                }
            }
        }
        return all;
    }

    /** None, this very one, or any earlier one that shares a node with it. */
    private static List<Configuration> activatedBefore(Configuration current) {
        List<Configuration> all = new ArrayList<>();
        all.add(null);
        all.add(current);
        for (String members : List.of("a1", "b1", "c1", "a1 b1", "a1 c1", "b1 c1", "a1 b1 c1")) {
            Configuration earlier = ControllerScene.configuration(ControllerScene.EPOCH - 1, members, null);
            if (earlier.members().stream().anyMatch(m -> current.hasNode(m.nodeId()))) {
                all.add(earlier);
            }
        }
        return all;
    }

    private static Map<String, Doing> doing(int states) {
        Map<String, Doing> doing = new TreeMap<>();
        for (int i = 0, rest = states; i < IDS.size(); i++, rest /= STATES) {
            doing.put(IDS.get(i), Doing.values()[rest % STATES]);
        }
        return doing;
    }

    private static ChainView view(
            Configuration current, Configuration activated, int states, boolean graceOver, boolean caughtUp) {
        return view(current, activated, states, graceOver, caughtUp, Carriers.EVERY_NODE);
    }

    private static ChainView view(
            Configuration current,
            Configuration activated,
            int states,
            boolean graceOver,
            boolean caughtUp,
            Carriers carriers) {
        List<Member> registered = new ArrayList<>();
        Map<String, ReplicaReport> reports = new HashMap<>();
        Set<String> unreachable = new TreeSet<>();
        Set<String> unheard = new TreeSet<>();
        List<UnfitMember> unfit = new ArrayList<>();
        EnumSet<Doing> back = EnumSet.of(Doing.BACK, Doing.BACK_UNHEARD, Doing.BACK_WITH_LESS, Doing.BACK_EMPTY);
        doing(states).forEach((id, doing) -> {
            if (doing == Doing.DEAD) {
                return;
            }
            Member member = ControllerScene.life(id + (back.contains(doing) ? 2 : 1));
            registered.add(member);
            if (doing == Doing.UNREACHABLE) {
                unreachable.add(id);
            }
            if (doing == Doing.UNHEARD || doing == Doing.BACK_UNHEARD) {
                unheard.add(id);
            }
            if (doing == Doing.UNFIT) {
                unfit.add(new UnfitMember(id, UnfitMember.Why.SILENT));
            }
            if (doing != Doing.UNREPORTED) {
                reports.put(id, report(member, doing, caughtUp && current.joining() != null));
            }
        });
        return new ChainView(
                ControllerScene.CHAIN,
                current,
                activated,
                0,
                registered,
                reports,
                unreachable,
                unheard,
                unfit,
                SharedSettings.STANDARD,
                Map.of(),
                graceOver,
                carriers);
    }

    private static ReplicaReport report(Member member, Doing doing, boolean caughtUp) {
        boolean empty = doing == Doing.BACK_EMPTY;
        long logEnd = empty ? 0 : doing == Doing.BACK_WITH_LESS ? 5 : 9;
        return new ReplicaReport(
                ControllerScene.CHAIN,
                member.life(),
                empty ? 0 : ControllerScene.EPOCH,
                empty ? 0 : 1,
                logEnd,
                false,
                caughtUp ? 1 : 0,
                new TreeSet<>(),
                doing == Doing.LEAVING);
    }
}
