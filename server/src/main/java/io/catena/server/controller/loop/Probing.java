package io.catena.server.controller.loop;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Asks members again and again, and waits for none of them for long: what has not come when a round goes on is taken up by
 * a later one. So one member that says nothing does not delay what is known of the others. The controller's thread only.
 */
final class Probing {
    private final Probe probe;
    private final long promptNanos;
    private final long limitNanos;
    private final LongSupplier nanoTime;
    private final Map<Member, Asking> askings = new HashMap<>();
    /** Whose last settled answer was none: they count as silent while they are asked again. */
    private final Set<Member> silent = new HashSet<>();
    /** How long their last settled answers took. */
    private final Map<Member, Long> tookMillis = new HashMap<>();

    private record Asking(CompletableFuture<Timed> answer, long sinceNanos) {}

    private record Timed(ProbeAnswer answer, long nanos) {}

    /**
     * What is known of a member.
     *
     * @param answer silent also while it has not answered yet
     * @param settled whether the answer is there, or the time for it is over, be it that of an earlier probe
     * @param tookMillis how long it took, or the last one before it; 0 if there was none yet
     */
    record Finding(ProbeAnswer answer, boolean settled, long tookMillis) {}

    Probing(Probe probe, ControllerTimings timings, LongSupplier nanoTime) {
        this.probe = probe;
        this.promptNanos = TimeUnit.MILLISECONDS.toNanos(timings.promptMillis());
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(timings.probeMillis());
        this.nanoTime = nanoTime;
    }

    /** What is known of these members, after a moment at most; others are asked no more. */
    Map<Member, Finding> ask(Collection<Member> members) throws InterruptedException {
        askings.keySet().retainAll(members);
        silent.retainAll(members);
        tookMillis.keySet().retainAll(members);
        askings.values().removeIf(this::isStale);
        members.forEach(m -> askings.computeIfAbsent(m, this::begin));
        long endNanos = System.nanoTime() + promptNanos;
        Map<Member, Finding> findings = new HashMap<>();
        for (Member member : members) {
            Finding finding = finding(member, askings.get(member), endNanos - System.nanoTime());
            if (finding.settled()) {
                settle(member, finding);
            }
            findings.put(
                    member,
                    silent.contains(member) ? new Finding(ProbeAnswer.SILENT, true, tookMillis.get(member)) : finding);
        }
        return findings;
    }

    private void settle(Member member, Finding finding) {
        askings.remove(member);
        tookMillis.put(member, finding.tookMillis());
        if (finding.answer() == ProbeAnswer.SILENT) {
            silent.add(member);
        } else {
            silent.remove(member);
        }
    }

    private Asking begin(Member member) {
        long nowNanos = nanoTime.getAsLong();
        return new Asking(
                probe.ask(member).thenApply(answer -> new Timed(answer, nanoTime.getAsLong() - nowNanos)), nowNanos);
    }

    /** An answer that was not taken up in time says nothing about now. */
    private boolean isStale(Asking asking) {
        return nanoTime.getAsLong() - asking.sinceNanos() > 2 * limitNanos;
    }

    private Finding finding(Member member, Asking asking, long nanos) throws InterruptedException {
        try {
            Timed timed = asking.answer().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return new Finding(timed.answer(), true, TimeUnit.NANOSECONDS.toMillis(timed.nanos()));
        } catch (TimeoutException e) {
            boolean over = nanoTime.getAsLong() - asking.sinceNanos() >= limitNanos;
            return new Finding(
                    ProbeAnswer.SILENT,
                    over,
                    over ? TimeUnit.NANOSECONDS.toMillis(limitNanos) : tookMillis.getOrDefault(member, 0L));
        } catch (ExecutionException e) {
            return new Finding(ProbeAnswer.SILENT, true, TimeUnit.NANOSECONDS.toMillis(limitNanos));
        }
    }
}
