package io.catena.server.controller;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Remembers for how long members have been suspected, and finds out who is to be replaced although nobody can say that it
 * is dead (design.md section 6): who is silent towards all its neighbours and the controller for the suspicion time, and
 * of two that do not hear each other for twice that time, one.
 *
 * <p>It takes one look at a time and is told when. Only what passes between looks that follow upon each other soon counts:
 * a controller that stood still has not listened, and must not take its own silence for that of others.
 */
public final class Suspicions {
    private final long suspicionNanos;
    private final long attentionNanos;
    private final Map<String, Long> silentNanos = new HashMap<>();
    private final Map<Link, Long> cutNanos = new LinkedHashMap<>();
    private final Estrangement estrangement;

    private Long lastLookNanos;

    /** Two neighbours in the order of the line. */
    private record Link(Member upper, Member lower) {}

    /**
     * Without any suspicion yet.
     *
     * @param attentionNanos of the time between two looks no more than this counts
     */
    public Suspicions(long suspicionNanos, long attentionNanos) {
        this.suspicionNanos = suspicionNanos;
        this.attentionNanos = attentionNanos;
        this.estrangement = new Estrangement(2 * suspicionNanos);
    }

    /**
     * Takes a look.
     *
     * @param suspects for each replica that reports, whom it suspects
     * @param answers what the controller's own probes found of members that somebody suspects
     * @return who is unfit, the most urgent first
     */
    public List<Unfit> look(
            long nowNanos,
            Configuration current,
            Map<String, ? extends Set<String>> suspects,
            Map<String, Probe.Answer> answers) {
        long passedNanos = lastLookNanos == null ? 0 : Math.min(nowNanos - lastLookNanos, attentionNanos);
        lastLookNanos = nowNanos;
        List<Member> line = current.line();
        countSilence(answers, passedNanos);
        countCuts(line, suspects, passedNanos);
        estrangement.look(nowNanos, line.stream().map(Member::nodeId).toList(), atCuts());
        Set<String> unfit = new LinkedHashSet<>();
        List<Unfit> all = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            String nodeId = line.get(i).nodeId();
            if (isSilent(nodeId) && allNeighboursSuspect(line, i, suspects)) {
                unfit.add(nodeId);
                all.add(new Unfit(nodeId, Unfit.Why.SILENT));
            }
        }
        for (Member member : cutOff(line, unfit)) {
            all.add(new Unfit(member.nodeId(), Unfit.Why.CUT_OFF));
        }
        return all;
    }

    private void countSilence(Map<String, Probe.Answer> answers, long passedNanos) {
        silentNanos.keySet().retainAll(answers.keySet());
        answers.forEach((nodeId, answer) -> {
            if (answer == Probe.Answer.SILENT) {
                silentNanos.merge(nodeId, 0L, (before, none) -> before + passedNanos);
            } else {
                silentNanos.remove(nodeId);
            }
        });
    }

    private void countCuts(List<Member> line, Map<String, ? extends Set<String>> suspects, long passedNanos) {
        Map<Link, Long> before = new HashMap<>(cutNanos);
        cutNanos.clear();
        for (int i = 0; i + 1 < line.size(); i++) {
            Link link = new Link(line.get(i), line.get(i + 1));
            if (suspects(suspects, link.upper(), link.lower()) || suspects(suspects, link.lower(), link.upper())) {
                cutNanos.put(link, before.containsKey(link) ? before.get(link) + passedNanos : 0L);
            }
        }
    }

    private Set<String> atCuts() {
        Set<String> ends = new TreeSet<>();
        cutNanos.keySet().forEach(link -> {
            ends.add(link.upper().nodeId());
            ends.add(link.lower().nodeId());
        });
        return ends;
    }

    private static boolean suspects(Map<String, ? extends Set<String>> suspects, Member by, Member whom) {
        return suspects.containsKey(by.nodeId()) && suspects.get(by.nodeId()).contains(whom.nodeId());
    }

    private boolean isSilent(String nodeId) {
        return silentNanos.getOrDefault(nodeId, -1L) >= suspicionNanos;
    }

    /** A neighbour that is silent itself cannot be asked; if all are, whoever said it first is believed. */
    private boolean allNeighboursSuspect(List<Member> line, int position, Map<String, ? extends Set<String>> suspects) {
        return isSuspectedOrSilent(line, position - 1, position, suspects)
                && isSuspectedOrSilent(line, position + 1, position, suspects);
    }

    private boolean isSuspectedOrSilent(
            List<Member> line, int by, int whom, Map<String, ? extends Set<String>> suspects) {
        return by < 0
                || by >= line.size()
                || isSilent(line.get(by).nodeId())
                || suspects(suspects, line.get(by), line.get(whom));
    }

    /** Those at the ends of links that have been cut for long, unless a silent one explains it; the best to go first. */
    private List<Member> cutOff(List<Member> line, Set<String> silent) {
        Set<Member> ends = new LinkedHashSet<>();
        cutNanos.forEach((link, nanos) -> {
            boolean explained = silent.contains(link.upper().nodeId())
                    || silent.contains(link.lower().nodeId());
            if (nanos >= 2 * suspicionNanos && !explained) {
                estrangement.note(link.upper().nodeId(), link.lower().nodeId());
                ends.add(link.upper());
                ends.add(link.lower());
            }
        });
        return ends.stream()
                .sorted(Comparator.comparingInt((Member end) -> -estrangement.of(end.nodeId(), cutFrom(end)))
                        .thenComparing(end -> hasAnotherLink(line, end))
                        .thenComparingInt(end -> -line.indexOf(end)))
                .toList();
    }

    /** The neighbours of the member at links that are cut, for however long: two links break in no order. */
    private Set<String> cutFrom(Member member) {
        Set<String> others = new TreeSet<>();
        for (Link link : cutNanos.keySet()) {
            if (link.upper().is(member)) {
                others.add(link.lower().nodeId());
            } else if (link.lower().is(member)) {
                others.add(link.upper().nodeId());
            }
        }
        return others;
    }

    /** Whether the member hears another neighbour, so that the fault is rather at the other end of the link that is cut. */
    private boolean hasAnotherLink(List<Member> line, Member member) {
        int place = line.indexOf(member);
        return place > 0 && !cutNanos.containsKey(new Link(line.get(place - 1), member))
                || place + 1 < line.size() && !cutNanos.containsKey(new Link(member, line.get(place + 1)));
    }

    /** Everybody whom somebody suspects. */
    static Set<String> all(Map<String, ? extends Set<String>> suspects) {
        Set<String> all = new TreeSet<>();
        suspects.values().forEach(all::addAll);
        return all;
    }
}
