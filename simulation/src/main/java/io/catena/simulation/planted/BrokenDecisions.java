package io.catena.simulation.planted;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Carriers;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.UnfitMember;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a controller break one rule of the membership: changes what it decides by, or what it decides. */
public final class BrokenDecisions {
    private static final Set<PlantedFault> DECIDED_WRONGLY = EnumSet.of(
            PlantedFault.REMOVED_COMES_BACK,
            PlantedFault.REFORM_FROM_ANY,
            PlantedFault.REFORM_FROM_HALF_A_SNAPSHOT,
            PlantedFault.UNANSWERED_FORMS,
            PlantedFault.REMOVE_LAST_ACTIVATED,
            PlantedFault.PRIOR_LEASES_NOT_CARRIED,
            PlantedFault.FORMAT_RAISED_TOO_EARLY,
            PlantedFault.OLD_COPY_TAKEN,
            PlantedFault.OLD_EPOCH_TAKEN,
            PlantedFault.ANY_NODE_JOINS,
            PlantedFault.HANDOVER_NOT_AWAITED);

    private final PlantedFault fault;

    BrokenDecisions(PlantedFault fault) {
        this.fault = fault;
    }

    /** Whether the fault is planted in what the controller decides. */
    public boolean areBroken() {
        return DECIDED_WRONGLY.contains(fault);
    }

    /** What the controller decides by. */
    public ChainView view(ChainView v) {
        if (fault == PlantedFault.TOO_FEW_STAY) {
            return withoutLeastNumber(v);
        }
        return new ChainView(
                v.chain(),
                v.current(),
                isHandoverTakenForActivated(v) ? v.current() : v.activated(),
                fault == PlantedFault.OLD_COPY_TAKEN ? 0 : v.committed(),
                v.registrations(),
                fault == PlantedFault.OLD_EPOCH_TAKEN ? asOfTheLastEpoch(v) : v.reports(),
                v.unreachable(),
                unheard(v),
                fault == PlantedFault.SLOW_STAYS ? withoutTheSlow(v.unfit()) : v.unfit(),
                v.wanted(),
                fault == PlantedFault.FORMAT_RAISED_TOO_EARLY ? asIfAllWereKnown(v) : v.formats(),
                v.graceOver(),
                fault == PlantedFault.ANY_NODE_JOINS ? asIfAllWerePlaced(v) : v.carriers());
    }

    private boolean isHandoverTakenForActivated(ChainView v) {
        return fault == PlantedFault.HANDOVER_NOT_AWAITED
                && v.current() != null
                && v.current().handover();
    }

    private Set<String> unheard(ChainView v) {
        Set<String> unheard = new TreeSet<>(v.unheard());
        if (fault == PlantedFault.UNHEARD_COUNTS) {
            unheard.removeIf(id -> isInItsPlace(v, id));
        } else if (fault == PlantedFault.UNANSWERED_FORMS) {
            unheard.removeIf(id -> !isInItsPlace(v, id));
        }
        return unheard;
    }

    /** Whether the node's present life has a place in the chain. */
    private static boolean isInItsPlace(ChainView v, String nodeId) {
        return v.current() != null
                && v.registrations().stream()
                        .anyMatch(m -> m.nodeId().equals(nodeId)
                                && v.current().line().stream().anyMatch(m::is));
    }

    private static Map<String, FormatRange> asIfAllWereKnown(ChainView v) {
        Map<String, FormatRange> formats = new TreeMap<>(v.formats());
        formats.replaceAll((node, known) -> ClusterFormat.KNOWN);
        return formats;
    }

    private static Carriers asIfAllWerePlaced(ChainView v) {
        if (v.current() == null) {
            return v.carriers();
        }
        Set<String> placed = new LinkedHashSet<>(v.carriers().placed());
        v.registrations().forEach(node -> placed.add(node.nodeId()));
        return new Carriers(
                List.copyOf(placed), v.carriers().replicas(), v.carriers().holders());
    }

    /** The reports, as if each disk held data of the last activated epoch or a later one. */
    private static Map<String, ReplicaReport> asOfTheLastEpoch(ChainView v) {
        if (v.activated() == null) {
            return v.reports();
        }
        Map<String, ReplicaReport> reports = new TreeMap<>();
        v.reports()
                .forEach((node, r) -> reports.put(
                        node, ofEpoch(r, Math.max(r.epoch(), v.activated().epoch()))));
        return reports;
    }

    private static ReplicaReport ofEpoch(ReplicaReport r, long epoch) {
        return new ReplicaReport(
                r.chain(),
                r.life(),
                epoch,
                r.lineage(),
                r.logEnd(),
                r.installing(),
                r.caughtUp(),
                r.suspects(),
                r.leaving());
    }

    private static List<UnfitMember> withoutTheSlow(List<UnfitMember> unfit) {
        return unfit.stream().filter(one -> one.why() != UnfitMember.Why.SLOW).toList();
    }

    /**
     * The view without a least number of replicas. The published configuration bears the real settings all the
     * same.
     */
    private static ChainView withoutLeastNumber(ChainView v) {
        if (v.current() == null
                || v.wanted() == null
                || !v.wanted().equals(v.current().settings())) {
            return v;
        }
        SharedSettings one = new SharedSettings(
                v.wanted().leaseMillis(),
                1,
                v.wanted().wishedReplicas(),
                v.wanted().format());
        return new ChainView(
                v.chain(),
                with(v.current(), one),
                v.activated(),
                v.committed(),
                v.registrations(),
                v.reports(),
                v.unreachable(),
                v.unheard(),
                v.unfit(),
                one,
                v.formats(),
                v.graceOver(),
                v.carriers());
    }

    private static Configuration with(Configuration c, SharedSettings settings) {
        return new Configuration(
                c.chain(),
                c.epoch(),
                c.lineage(),
                c.members(),
                c.joining(),
                c.clean(),
                c.removed(),
                settings,
                c.priorLeaseMillis());
    }

    private static Decision withSettings(Decision decision, SharedSettings settings) {
        return decision.next()
                .map(c -> new Decision(decision.kind(), Optional.of(with(c, settings)), decision.sentence()))
                .orElse(decision);
    }

    /**
     * The decision that takes the place of this one.
     *
     * @param view what the decision was made by
     * @param real the view without a planted fault
     */
    public Decision decide(Decision decision, ChainView view, ChainView real) {
        return switch (fault) {
            case REMOVED_COMES_BACK -> withoutMemory(decision);
            case REFORM_FROM_ANY -> reformed(decision, view);
            case REFORM_FROM_HALF_A_SNAPSHOT -> fromHalfASnapshot(decision, view);
            case REMOVE_LAST_ACTIVATED -> withoutTheDead(decision, view);
            case PRIOR_LEASES_NOT_CARRIED -> withOwnFence(decision);
            case TOO_FEW_STAY ->
                view == real ? decision : withSettings(decision, real.current().settings());
            default -> decision;
        };
    }

    private static Decision withoutMemory(Decision decision) {
        return decision.next()
                .map(c -> changed(with(c, Map.of(), c.priorLeaseMillis())))
                .orElse(decision);
    }

    private static Decision withOwnFence(Decision decision) {
        return decision.next()
                .map(c -> changed(with(c, c.removed(), c.leaseMillis())))
                .orElse(decision);
    }

    private static Configuration with(Configuration of, Map<String, Long> removed, int priorLeaseMillis) {
        return new Configuration(
                of.chain(),
                of.epoch(),
                of.lineage(),
                of.members(),
                of.joining(),
                of.clean(),
                removed,
                of.settings(),
                priorLeaseMillis);
    }

    private static Decision fromHalfASnapshot(Decision decision, ChainView view) {
        if (!waits(decision) || view.current() == null) {
            return decision;
        }
        return view.registrations().stream()
                .filter(m -> view.current().hasNode(m.nodeId()) || isJoining(view.current(), m))
                .filter(m -> isInstalling(view.reports().get(m.nodeId()), m))
                .findFirst()
                .map(m -> changed(next(view.current(), List.of(m))))
                .orElse(decision);
    }

    private static boolean isJoining(Configuration current, Member node) {
        return current.joining() != null && current.joining().nodeId().equals(node.nodeId());
    }

    private static boolean isInstalling(ReplicaReport report, Member member) {
        return report != null && report.life() == member.life() && report.installing();
    }

    private static boolean waits(Decision decision) {
        return !decision.serves();
    }

    private static Decision reformed(Decision decision, ChainView view) {
        Optional<Member> any = view.registrations().stream()
                .filter(m -> view.current() != null && !view.current().hasRemoved(m))
                .findFirst();
        return waits(decision) && any.isPresent() ? changed(next(view.current(), List.of(any.get()))) : decision;
    }

    private static Decision withoutTheDead(Decision decision, ChainView view) {
        if (!waits(decision) || view.current() == null) {
            return decision;
        }
        List<Member> living = view.current().members().stream()
                .filter(m -> view.registrations().stream().anyMatch(m::is))
                .toList();
        return living.isEmpty() ? decision : changed(next(view.current(), living));
    }

    private static Configuration next(Configuration before, List<Member> members) {
        SortedMap<String, Long> removed = new TreeMap<>(before.removed());
        SortedSet<String> staying = new TreeSet<>();
        members.forEach(m -> staying.add(m.toString()));
        before.line().stream()
                .filter(m -> !staying.contains(m.toString()))
                .forEach(m -> removed.put(m.nodeId(), m.life()));
        return new Configuration(
                before.chain(),
                before.epoch() + 1,
                before.lineage(),
                members,
                null,
                false,
                removed,
                before.settings(),
                Math.max(before.priorLeaseMillis(), before.leaseMillis()));
    }

    private static Decision changed(Configuration next) {
        return new Decision(Decision.Kind.CHANGE, Optional.of(next), "breaks a rule on purpose");
    }
}
