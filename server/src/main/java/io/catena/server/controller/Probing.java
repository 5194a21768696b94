package io.catena.server.controller;

import io.catena.server.chain.Member;
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

    private record Asking(CompletableFuture<Probe.Answer> answer, long sinceNanos) {}

    /**
     * What is known of a member.
     *
     * @param answer silent also while it has not answered yet
     * @param settled whether the answer is there, or the time for it is over, be it that of an earlier probe
     */
    record Finding(Probe.Answer answer, boolean settled) {}

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
        askings.values().removeIf(this::isStale);
        members.forEach(m -> askings.computeIfAbsent(m, this::begin));
        long endNanos = System.nanoTime() + promptNanos;
        Map<Member, Finding> findings = new HashMap<>();
        for (Member member : members) {
            Finding finding = finding(askings.get(member), endNanos - System.nanoTime());
            if (finding.settled()) {
                settle(member, finding.answer());
            }
            findings.put(member, silent.contains(member) ? new Finding(Probe.Answer.SILENT, true) : finding);
        }
        return findings;
    }

    private void settle(Member member, Probe.Answer answer) {
        askings.remove(member);
        if (answer == Probe.Answer.SILENT) {
            silent.add(member);
        } else {
            silent.remove(member);
        }
    }

    private Asking begin(Member member) {
        return new Asking(probe.ask(member), nanoTime.getAsLong());
    }

    /** An answer that was not taken up in time says nothing about now. */
    private boolean isStale(Asking asking) {
        return nanoTime.getAsLong() - asking.sinceNanos() > 2 * limitNanos;
    }

    private Finding finding(Asking asking, long nanos) throws InterruptedException {
        try {
            return new Finding(asking.answer().get(Math.max(0, nanos), TimeUnit.NANOSECONDS), true);
        } catch (TimeoutException e) {
            return new Finding(Probe.Answer.SILENT, nanoTime.getAsLong() - asking.sinceNanos() >= limitNanos);
        } catch (ExecutionException e) {
            return new Finding(Probe.Answer.SILENT, true);
        }
    }
}
