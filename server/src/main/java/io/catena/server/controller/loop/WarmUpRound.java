package io.catena.server.controller.loop;

import io.catena.server.controller.decision.ChainView;
import io.catena.server.controller.decision.Decision;
import io.catena.server.controller.decision.NextConfiguration;
import io.catena.server.controller.decision.Observation;
import io.catena.server.controller.decision.PermittedChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A round that does what a round does that removes a member, but without effect: it writes in a term that never exists.
 * The first round of a process takes many times as long as the next one, since classes are loaded then; and writes wait
 * for the first round of a controller that is elected after a crash.
 */
final class WarmUpRound extends Round {
    /** Terms count up from the first and never come near it, so what is written in this one changes nothing. */
    private static final int NO_TERM = Integer.MAX_VALUE;

    private static final Next OVER = new Next(Controller.UNTIL_HINTED, false);

    private final int chain;

    WarmUpRound(int chain, ControllerTimings timings, long nowNanos) {
        super(timings, new FailureDetector(timings, new RegistrationGrace(timings.sessionTimeoutMillis()), nowNanos));
        this.chain = chain;
    }

    @Override
    boolean isEnough(Observation found) {
        return found.current() != null && found.current().members().size() > 1;
    }

    /** As if no node were registered, so that all members are probed. */
    @Override
    Observation shown(long nowNanos, Observation found) {
        return new Observation(
                found.current(),
                found.version(),
                found.activated(),
                found.committed(),
                List.of(),
                Map.of(),
                Map.of(),
                found.settings(),
                found.note());
    }

    @Override
    Next notFound(long nowNanos, Directory.Reading reading, Effects out) {
        return OVER;
    }

    @Override
    Optional<Next> act(long nowNanos, FailureDetector.Seen present, Effects out) {
        Decision decision = NextConfiguration.decide(new ChainView(
                chain,
                seen().current(),
                seen().activated(),
                seen().current().line(),
                Map.of(),
                Set.of(seen().current().tail().nodeId()),
                false));
        if (decision.next().isEmpty()) {
            return Optional.of(OVER);
        }
        PermittedChange.check(
                seen().current(), seen().activated(), decision.next().get());
        long number = out.nextNumber();
        await(number);
        out.add(new LoopEffect.Publish(number, NO_TERM, seen(), decision.next().get()));
        return Optional.empty();
    }

    @Override
    Optional<Next> wrote(long nowNanos, Directory.Written written, Effects out) {
        return Optional.of(OVER);
    }
}
