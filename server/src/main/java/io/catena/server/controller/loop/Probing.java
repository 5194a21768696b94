package io.catena.server.controller.loop;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks members again and again, and waits for none of them for long: an answer that has not come when a round goes on
 * counts in a later one. So one member that does not answer does not delay what is known of the others. It belongs to
 * one term of the loop, which says what time it is.
 */
final class Probing {
    private final long limitNanos;
    /** By member, in the order of the line. */
    private final Map<Member, Asking> askings = new LinkedHashMap<>();
    /**
     * The members whose last settled answer was silence or "gone": that stays true while they are asked again. Else a
     * member whose answer takes longer than a round waits would be there and not there by turns.
     */
    private final Map<Member, ProbeAnswer> withoutSign = new HashMap<>();
    /** How long the last settled answers took. */
    private final Map<Member, Long> tookMillis = new HashMap<>();

    /** @param answer null as long as there is none */
    private record Asking(long number, long sinceNanos, ProbeAnswer answer, long tookNanos) {}

    /**
     * What is known of a member.
     *
     * @param answer silent also while it has not answered yet
     * @param settled whether the answer is there, or the time for it is over, also of an earlier probe
     * @param tookMillis how long it took, or the last answer before it; 0 if there was none yet
     */
    record Finding(ProbeAnswer answer, boolean settled, long tookMillis) {}

    Probing(ControllerTimings timings) {
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(timings.probeMillis());
    }

    /** Asks these members, except those that are being asked already. Questions to all other members end. */
    void ask(long nowNanos, Collection<Member> members, Effects out) {
        askings.keySet().retainAll(members);
        withoutSign.keySet().retainAll(members);
        tookMillis.keySet().retainAll(members);
        askings.values().removeIf(asking -> isStale(nowNanos, asking));
        for (Member member : members) {
            if (!askings.containsKey(member)) {
                long number = out.nextNumber();
                askings.put(member, new Asking(number, nowNanos, null, 0));
                out.add(new LoopEffect.Ask(number, member));
            }
        }
    }

    /** An answer has come; one that is not awaited is passed over. */
    void answered(long nowNanos, long number, ProbeAnswer answer) {
        askings.replaceAll((member, asking) -> asking.number() != number || asking.answer() != null
                ? asking
                : new Asking(number, asking.sinceNanos(), answer, nowNanos - asking.sinceNanos()));
    }

    /** Whether all questions are answered. */
    boolean isAnswered() {
        return askings.values().stream().noneMatch(asking -> asking.answer() == null);
    }

    /** Whether of each of these members it is known whether it answers; all of them have been asked. */
    boolean isKnown(long nowNanos, Collection<Member> members) {
        return members.stream()
                .allMatch(m -> withoutSign.containsKey(m)
                        || finding(nowNanos, m, askings.get(m)).settled());
    }

    /** What is known of these members; all of them have been asked. */
    Map<Member, Finding> findings(long nowNanos, Collection<Member> members) {
        Map<Member, Finding> findings = new HashMap<>();
        for (Member member : members) {
            Finding finding = finding(nowNanos, member, askings.get(member));
            if (finding.settled()) {
                settle(member, finding);
            }
            ProbeAnswer last = finding.settled() ? null : withoutSign.get(member);
            findings.put(member, last == null ? finding : new Finding(last, true, tookMillis.get(member)));
        }
        return findings;
    }

    private void settle(Member member, Finding finding) {
        askings.remove(member);
        tookMillis.put(member, finding.tookMillis());
        if (finding.answer() == ProbeAnswer.ALIVE) {
            withoutSign.remove(member);
        } else {
            withoutSign.put(member, finding.answer());
        }
    }

    /** An answer that was not used in time says nothing about the present. */
    private boolean isStale(long nowNanos, Asking asking) {
        return nowNanos - asking.sinceNanos() > 2 * limitNanos;
    }

    private Finding finding(long nowNanos, Member member, Asking asking) {
        if (asking.answer() != null) {
            return new Finding(asking.answer(), true, TimeUnit.NANOSECONDS.toMillis(asking.tookNanos()));
        }
        boolean over = nowNanos - asking.sinceNanos() >= limitNanos;
        return new Finding(
                ProbeAnswer.SILENT,
                over,
                over ? TimeUnit.NANOSECONDS.toMillis(limitNanos) : tookMillis.getOrDefault(member, 0L));
    }
}
