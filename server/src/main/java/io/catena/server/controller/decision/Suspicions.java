package io.catena.server.controller.decision;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Remembers for how long members have been suspected, and finds the members that are to be replaced although it is not
 * known that they are dead: a member that is silent towards all its neighbours and the controller for the suspicion
 * time (H4), and of two members that do not hear each other for twice that time, one (H5).
 *
 * <p>It takes one look at a time; the caller says what time it is. Of the time between two looks only a short part
 * counts: a controller that stood still has not listened, and must not take its own silence for that of others.
 */
public final class Suspicions {
    private final long suspicionNanos;
    private final long attentionNanos;
    private final Map<String, Long> silentNanos = new HashMap<>();
    private final Map<Link, Long> cutNanos = new LinkedHashMap<>();
    /** For how long the links of the line have been seen without a suspicion. */
    private final Map<Link, Long> soundNanos = new HashMap<>();

    private final LinkBlame linkBlame;
    /**
     * The members with which a member did not get on while they stood behind it (H6). That it gets on with the member
     * before it says nothing of that, nor does time in which it is the last of the line: a fault that lies downward
     * shows again when the next member stands there. How soon it shows depends on when the two learn of each other, so
     * it takes long to be acquitted of it.
     */
    private final LinkBlame downward;

    private Long lastLookNanos;

    /** Two neighbours in the order of the line. */
    private record Link(Member upper, Member lower) {}

    /**
     * Without any suspicion yet.
     *
     * @param attentionNanos of the time between two looks at most this counts
     */
    public Suspicions(long suspicionNanos, long attentionNanos) {
        this.suspicionNanos = suspicionNanos;
        this.attentionNanos = attentionNanos;
        this.linkBlame = new LinkBlame(2 * suspicionNanos);
        this.downward = new LinkBlame(10 * suspicionNanos);
    }

    /**
     * Takes a look.
     *
     * @param suspects for each replica that reports, the ids that it suspects
     * @param answers what the controller's own probes found of suspected members
     * @return the unfit members, the most urgent first
     */
    public List<UnfitMember> look(
            long nowNanos,
            Configuration current,
            Map<String, ? extends Set<String>> suspects,
            Map<String, ProbeAnswer> answers) {
        long passedNanos = lastLookNanos == null ? 0 : Math.min(nowNanos - lastLookNanos, attentionNanos);
        lastLookNanos = nowNanos;
        List<Member> line = current.line();
        countSilence(answers, passedNanos);
        countCuts(line, suspects, passedNanos);
        List<String> ids = line.stream().map(Member::nodeId).toList();
        linkBlame.look(nowNanos, ids, atCuts());
        downward.look(nowNanos, ids.subList(0, ids.size() - 1), aboveCuts());
        Set<String> unfit = new LinkedHashSet<>();
        List<UnfitMember> all = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            String nodeId = line.get(i).nodeId();
            if (isSilent(nodeId) && allNeighboursSuspect(line, i, suspects)) {
                unfit.add(nodeId);
                all.add(new UnfitMember(nodeId, UnfitMember.Why.SILENT));
            }
        }
        for (Member member : cutOff(line, unfit)) {
            all.add(new UnfitMember(member.nodeId(), UnfitMember.Why.CUT_OFF));
        }
        return all;
    }

    private void countSilence(Map<String, ProbeAnswer> answers, long passedNanos) {
        silentNanos.keySet().retainAll(answers.keySet());
        answers.forEach((nodeId, answer) -> {
            if (answer == ProbeAnswer.SILENT) {
                silentNanos.merge(nodeId, 0L, (before, none) -> before + passedNanos);
            } else {
                silentNanos.remove(nodeId);
            }
        });
    }

    private void countCuts(List<Member> line, Map<String, ? extends Set<String>> suspects, long passedNanos) {
        Map<Link, Long> before = new HashMap<>(cutNanos);
        Map<Link, Long> soundBefore = new HashMap<>(soundNanos);
        cutNanos.clear();
        soundNanos.clear();
        for (int i = 0; i + 1 < line.size(); i++) {
            Link link = new Link(line.get(i), line.get(i + 1));
            if (suspects(suspects, link.upper(), link.lower()) || suspects(suspects, link.lower(), link.upper())) {
                cutNanos.put(link, before.containsKey(link) ? before.get(link) + passedNanos : 0L);
            } else {
                soundNanos.put(link, soundBefore.containsKey(link) ? soundBefore.get(link) + passedNanos : 0L);
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

    private Set<String> aboveCuts() {
        return cutNanos.keySet().stream().map(link -> link.upper().nodeId()).collect(Collectors.toSet());
    }

    private static boolean suspects(Map<String, ? extends Set<String>> suspects, Member by, Member suspect) {
        return suspects.containsKey(by.nodeId()) && suspects.get(by.nodeId()).contains(suspect.nodeId());
    }

    private boolean isSilent(String nodeId) {
        return silentNanos.getOrDefault(nodeId, -1L) >= suspicionNanos;
    }

    /** A neighbour that is silent itself cannot be asked, so it counts as suspecting. */
    private boolean allNeighboursSuspect(List<Member> line, int position, Map<String, ? extends Set<String>> suspects) {
        return isSuspectedOrSilent(line, position - 1, position, suspects)
                && isSuspectedOrSilent(line, position + 1, position, suspects);
    }

    private boolean isSuspectedOrSilent(
            List<Member> line, int by, int suspect, Map<String, ? extends Set<String>> suspects) {
        return by < 0
                || by >= line.size()
                || isSilent(line.get(by).nodeId())
                || suspects(suspects, line.get(by), line.get(suspect));
    }

    /** The ends of links that have been cut for long, unless a silent end explains it; the best choice first (H5). */
    private List<Member> cutOff(List<Member> line, Set<String> silent) {
        Set<Member> ends = new LinkedHashSet<>();
        cutNanos.forEach((link, nanos) -> {
            boolean explained = silent.contains(link.upper().nodeId())
                    || silent.contains(link.lower().nodeId());
            if (nanos >= 2 * suspicionNanos && !explained && !isTooEarly(line, link, nanos)) {
                linkBlame.note(link.upper().nodeId(), link.lower().nodeId());
                linkBlame.note(link.lower().nodeId(), link.upper().nodeId());
                downward.note(link.upper().nodeId(), link.lower().nodeId());
                ends.add(link.upper());
                ends.add(link.lower());
            }
        });
        return ends.stream()
                .sorted(Comparator.comparingInt((Member end) -> -failuresOf(end))
                        .thenComparing(end -> hasAnotherLink(line, end))
                        .thenComparingInt(end -> -line.indexOf(end)))
                .toList();
    }

    /**
     * The number of members with which this member has failed. All links that are cut now count, however short: two
     * links break in any order. Members that stood behind it before count if its link downward is cut now (H6).
     */
    private int failuresOf(Member member) {
        Set<String> others = new TreeSet<>(linkBlame.of(member.nodeId()));
        for (Link link : cutNanos.keySet()) {
            if (link.upper().is(member)) {
                others.add(link.lower().nodeId());
                others.addAll(downward.of(member.nodeId()));
            } else if (link.lower().is(member)) {
                others.add(link.upper().nodeId());
            }
        }
        return others.size();
    }

    /**
     * Whether another link of the two ends may be cut, too, and is not reported yet: each epoch forgets the suspicions
     * of the one before, and neighbours do not notice at the same time. This wait is limited, since a link may come and
     * go (H5).
     */
    private boolean isTooEarly(List<Member> line, Link link, long nanos) {
        return nanos < 4 * suspicionNanos
                && Stream.concat(linksOf(line, link.upper()), linksOf(line, link.lower()))
                        .anyMatch(other -> !cutNanos.containsKey(other) && !isSound(other));
    }

    private boolean isSound(Link link) {
        return soundNanos.getOrDefault(link, 0L) >= 2 * suspicionNanos;
    }

    /**
     * Whether the member hears another neighbour, so that the fault is more likely at the other end of the cut link.
     */
    private boolean hasAnotherLink(List<Member> line, Member member) {
        return linksOf(line, member).anyMatch(this::isSound);
    }

    private static Stream<Link> linksOf(List<Member> line, Member member) {
        int place = line.indexOf(member);
        Stream.Builder<Link> links = Stream.builder();
        if (place > 0) {
            links.add(new Link(line.get(place - 1), member));
        }
        if (place + 1 < line.size()) {
            links.add(new Link(member, line.get(place + 1)));
        }
        return links.build();
    }

    /** All suspected ids. */
    public static Set<String> all(Map<String, ? extends Set<String>> suspects) {
        Set<String> all = new TreeSet<>();
        suspects.values().forEach(all::addAll);
        return all;
    }
}
