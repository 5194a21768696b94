package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.decision.UnfitMember;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The rounds of one term of the controller. It remembers times and what it said last; a new term begins with none of
 * that. It belongs to the loop, which says what time it is.
 */
final class ControllerRounds extends Round {
    private final Parts parts;
    private final int term;
    /** After how long the next round is to begin, after the note for users is written. */
    private long afterMillis;
    /**
     * When grace began; null unless the chain waits for it. Time in which no node could come back does not count. It goes
     * on while no node answers from which the chain could be formed: else, where one answer in twenty comes late, it would
     * never pass.
     */
    private Long graceSinceNanos;
    /** When ZooKeeper was last read. */
    private long readNanos;

    private String lastSentence = "";

    /**
     * What every term uses.
     *
     * @param controller id of the controller's node
     */
    record Parts(
            int chain,
            String controller,
            Rules rules,
            ControllerTimings timings,
            RegistrationGrace registrationGrace,
            SharedPace pace) {
        Transfers transfers() {
            return pace.transfers();
        }

        Handovers handovers() {
            return pace.handovers();
        }
    }

    ControllerRounds(Parts parts, int term, long nowNanos) {
        super(parts.timings(), new FailureDetector(parts.timings(), parts.registrationGrace(), nowNanos));
        this.parts = parts;
        this.term = term;
    }

    /** Nodes get time again to register, and members that answer a probe are kept (H17). */
    void zooKeeperReturned(long nowNanos) {
        failureDetector().expectReturns(nowNanos);
    }

    @Override
    Observation shown(long nowNanos, Observation found) {
        readNanos = nowNanos;
        return found;
    }

    @Override
    Next notFound(long nowNanos, Directory.Reading reading, Effects out) {
        if (reading instanceof Directory.Reading.Unreadable unreadable) {
            // Nothing can end its transfer until it is repaired: other chains do not wait for that.
            parts.transfers().see(parts.chain(), null);
            parts.handovers().see(nowNanos, parts.chain(), null, false);
            parts.handovers().decided(nowNanos, parts.chain());
            say(Decision.alarm(unreadable.problem()), out);
            return again(Controller.UNTIL_HINTED);
        }
        return unavailable(nowNanos);
    }

    @Override
    Optional<Next> act(long nowNanos, FailureDetector.Seen present, Effects out) {
        parts.transfers().see(parts.chain(), seen().current());
        seeHandover(nowNanos, seen().current());
        Decision decision = parts.rules().decide(view(nowNanos, present));
        keepGrace(nowNanos, decision);
        await(decision);
        decision.next().filter(next -> !next.clean()).ifPresent(next -> noteTheLost(nowNanos, present, next));
        say(decision, out);
        Optional<Next> next = decision.next().isPresent()
                ? publish(nowNanos, decision.next().get().decidedBy(parts.controller()), present.unheard(), out)
                : explain(decision, againMillis(nowNanos, decision, present), out);
        parts.handovers().decided(nowNanos, parts.chain());
        return next;
    }

    /** A member that loses its place although it lives, or again and again, may do the same harm in another one (M19). */
    private void noteTheLost(long nowNanos, FailureDetector.Seen present, Configuration next) {
        Set<String> unfit = present.unfit().stream().map(UnfitMember::nodeId).collect(Collectors.toSet());
        for (Member member : members(seen().current())) {
            if (unfit.contains(member.nodeId()) && !next.hasNode(member.nodeId())) {
                parts.handovers().wasUnfit(nowNanos, member.nodeId());
            } else if (!next.hasNode(member.nodeId())) {
                parts.handovers().fellOut(nowNanos, parts.chain(), member);
            }
        }
    }

    private void seeHandover(long nowNanos, Configuration newest) {
        boolean activated = newest != null && newest.equals(seen().activated());
        parts.handovers().see(nowNanos, parts.chain(), newest, activated);
    }

    private void await(Decision decision) {
        if (!decision.postponed().isEmpty()) {
            parts.transfers().await(parts.chain(), seen().current().tail(), decision.postponed());
        }
        if (!decision.still().isEmpty()) {
            parts.handovers().await(parts.chain(), decision.still());
        }
    }

    private long againMillis(long nowNanos, Decision decision, FailureDetector.Seen present) {
        return decision.serves()
                ? Math.min(present.againMillis(), untilItsTurnIsOver(nowNanos))
                : parts.timings().tickMillis();
    }

    /** Others may wait for the end of this chain's handover, and have no time of their own. */
    private long untilItsTurnIsOver(long nowNanos) {
        return parts.handovers().againMillis(nowNanos, parts.chain());
    }

    private ChainView view(long nowNanos, FailureDetector.Seen present) {
        Observation seen = seen();
        return new ChainView(
                parts.chain(),
                seen.current(),
                seen.activated(),
                seen.committed(),
                present.nodes(),
                seen.reports(),
                present.unreachable(),
                present.unheard(),
                present.unfit(),
                seen.settings(),
                seen.formats(),
                isGraceOver(nowNanos),
                seen.carriers()
                        .withBusy(
                                parts.transfers().busy(parts.chain()),
                                parts.handovers().still(nowNanos, members(seen.current()))));
    }

    private static List<Member> members(Configuration current) {
        return current == null ? List.of() : current.members();
    }

    private boolean isGraceOver(long nowNanos) {
        return graceSinceNanos != null
                && nowNanos - graceSinceNanos
                        >= TimeUnit.MILLISECONDS.toNanos(parts.timings().graceMillis());
    }

    private void stopGrace(long now) {
        if (graceSinceNanos != null) {
            graceSinceNanos += now - readNanos;
            readNanos = now;
        }
    }

    private void keepGrace(long nowNanos, Decision decision) {
        if (decision.kind() == Decision.Kind.GRACE) {
            graceSinceNanos = graceSinceNanos == null ? nowNanos : graceSinceNanos;
        } else if (decision.kind() != Decision.Kind.UNANSWERED) {
            graceSinceNanos = null;
        }
    }

    private Optional<Next> publish(long nowNanos, Configuration next, Set<String> unheard, Effects out) {
        try {
            parts.rules().check(seen(), next, unheard);
        } catch (Invariant.Broken e) {
            out.add(new LoopEffect.Refuse(e));
            return Optional.of(again(untilItsTurnIsOver(nowNanos)));
        }
        parts.transfers().see(parts.chain(), next);
        seeHandover(nowNanos, next);
        afterMillis = 0;
        long number = out.nextNumber();
        await(number);
        out.add(new LoopEffect.Publish(number, term, seen(), next));
        return Optional.empty();
    }

    private Optional<Next> explain(Decision decision, long thenAfterMillis, Effects out) {
        String note = decision.concernsUsers() ? decision.sentence() : "";
        if (note.equals(seen().note())) {
            return Optional.of(again(thenAfterMillis));
        }
        afterMillis = thenAfterMillis;
        long number = out.nextNumber();
        await(number);
        out.add(new LoopEffect.Explain(number, term, note));
        return Optional.empty();
    }

    @Override
    Optional<Next> wrote(long nowNanos, Directory.Written written, Effects out) {
        if (written.outcome() != Outcome.DONE) {
            parts.transfers().see(parts.chain(), seen().current());
            seeHandover(nowNanos, seen().current());
        }
        return switch (written.outcome()) {
            case DONE, OVERTAKEN -> Optional.of(again(afterMillis));
            case DEPOSED -> Optional.of(new Next(Controller.UNTIL_HINTED, true));
            case UNKNOWN -> Optional.of(unavailable(nowNanos));
            case UNWRITABLE -> {
                Decision alarm = Decision.alarm(written.problem());
                say(alarm, out);
                yield explain(alarm, untilItsTurnIsOver(nowNanos), out);
            }
        };
    }

    private Next unavailable(long nowNanos) {
        stopGrace(nowNanos);
        failureDetector().zooKeeperDidNotAnswer();
        return again(parts.timings().tickMillis());
    }

    private static Next again(long thenAfterMillis) {
        return new Next(thenAfterMillis, false);
    }

    /** Says each new sentence once, not in each round. */
    private void say(Decision decision, Effects out) {
        if (!decision.sentence().equals(lastSentence)) {
            lastSentence = decision.sentence();
            out.add(new LoopEffect.Say(decision));
        }
    }
}
