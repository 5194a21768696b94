package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of what an operator may force (C13), as {@link PermittedChange} is the table for the controller: what must
 * hold whatever was chosen. Written apart from {@link Recovery} and in other words.
 */
public final class PermittedRecovery {
    private PermittedRecovery() {}

    /** @throws Invariant.Broken naming the rule that is broken */
    public static void check(Recovery.Seen seen, Recovery.Forced forced) {
        Configuration after = forced.configuration();
        Configuration held = forced.activated();
        require(after.chain() == seen.chain() && held.chain() == seen.chain(), after, "it is another chain's");
        require(after.members().size() == 1 && after.joining() == null, after, "more than one node forms the chain");
        Member chosen = after.head();
        Holding copy = seen.holdings().stream()
                .filter(h -> h.nodeId().equals(chosen.nodeId())
                        && h.lineage() == held.lineage()
                        && h.epoch() == held.epoch())
                .findFirst()
                .orElse(null);
        require(copy != null, after, "the copy of " + chosen + " is not among those shown");
        require(!copy.installing() && !copy.retired(), after, "the copy of " + chosen + " cannot be used");
        require(held.members().equals(after.members()), after, "another node is said to hold the chain");
        require(held.epoch() < after.epoch(), after, "it does not follow what the copy was in");
        require(!after.clean(), after, "it is not clean: no member has given up its role");
        for (Holding other : seen.holdings()) {
            require(other.epoch() < after.epoch(), after, other.nodeId() + " has seen epoch " + other.epoch());
            require(other.lineage() <= after.lineage(), after, other.nodeId() + " is of lineage " + other.lineage());
            require(
                    other.lineage() <= held.lineage() || after.lineage() > other.lineage(),
                    after,
                    other.nodeId() + " is of a later lineage than what it is formed from");
        }
        theLineageStaysOnlyWithWhatWasActivated(seen, forced);
        noMemberServes(seen, after);
        theDeadStayDead(seen.configurations(), after);
    }

    /** A copy that was not in an epoch which took effect may lack what was acknowledged in it. */
    private static void theLineageStaysOnlyWithWhatWasActivated(Recovery.Seen seen, Recovery.Forced forced) {
        Configuration held = forced.activated();
        if (forced.configuration().lineage() > held.lineage()) {
            return;
        }
        for (Holding shown : seen.holdings()) {
            KnownMembership known = shown.known();
            require(
                    known == null
                            || known.configuration().lineage() != held.lineage()
                            || known.activatedEpoch() <= held.epoch(),
                    forced.configuration(),
                    shown.nodeId() + " knows a later epoch that was activated, and the lineage stays");
        }
    }

    /** A member of the newest configuration that lives and was in the last activated one has the chain. */
    private static void noMemberServes(Recovery.Seen seen, Configuration after) {
        if (seen.current() == null) {
            return;
        }
        boolean tookEffect = seen.activated() != null
                && seen.activated().lineage() == seen.current().lineage();
        for (Member member : seen.current().members()) {
            boolean holdsTheChain = !tookEffect || seen.activated().hasNode(member.nodeId());
            require(
                    !holdsTheChain || seen.registered().stream().noneMatch(member::is),
                    after,
                    member + " is registered and serves");
        }
    }

    /** No life that had a place before has one again, or may come back: of each node the last life that is known. */
    private static void theDeadStayDead(List<Configuration> inOrder, Configuration after) {
        Map<String, Long> lastLives = new HashMap<>();
        for (Configuration before : inOrder) {
            require(after.epoch() > before.epoch(), after, "epoch " + before.epoch() + " was there");
            require(after.lineage() >= before.lineage(), after, "lineage " + before.lineage() + " was there");
            lastLives.putAll(before.removed());
            before.line().forEach(member -> lastLives.put(member.nodeId(), member.life()));
        }
        lastLives.forEach((nodeId, life) -> require(
                life.equals(after.removed().get(nodeId)),
                after,
                nodeId + " could come back in its life " + Long.toHexString(life)));
    }

    private static void require(boolean holds, Configuration after, String broken) {
        Invariant.check(
                holds, "epoch %d of chain %d is no permitted recovery: %s", after.epoch(), after.chain(), broken);
    }
}
