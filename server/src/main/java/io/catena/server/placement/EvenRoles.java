package io.catena.server.placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Gives one member of each chain a role, so that the role is spread like the chances for it: a node that may have it in so
 * many chains of so many members each has it in the whole number below or above the quotient. That can always be (a flow
 * with whole bounds has a whole solution). The node that has it today keeps it where that fits.
 */
final class EvenRoles {
    private final List<List<Integer>> candidates;
    private final int[] holder;
    private final List<List<Integer>> heldBy = new ArrayList<>();
    private final int[] least;
    private final int[] most;

    /**
     * @param candidates of each chain: the members that may have the role; as many in each chain
     * @param today the node that has the role in each chain, of its candidates; -1 for none
     */
    static int[] spread(int nodes, List<List<Integer>> candidates, int[] today) {
        EvenRoles roles = new EvenRoles(nodes, candidates, today);
        roles.level();
        return roles.holder;
    }

    private EvenRoles(int nodes, List<List<Integer>> candidates, int[] today) {
        this.candidates = candidates;
        this.holder = today.clone();
        int[] chances = new int[nodes];
        candidates.forEach(of -> of.forEach(node -> chances[node]++));
        int ofEach = candidates.isEmpty() ? 1 : candidates.get(0).size();
        this.least = Arrays.stream(chances).map(chance -> chance / ofEach).toArray();
        this.most = Arrays.stream(chances)
                .map(chance -> (chance + ofEach - 1) / ofEach)
                .toArray();
        for (int node = 0; node < nodes; node++) {
            heldBy.add(new ArrayList<>());
        }
        for (int chain = 0; chain < holder.length; chain++) {
            if (holder[chain] < 0) {
                holder[chain] = leastLoaded(candidates.get(chain));
            }
            heldBy.get(holder[chain]).add(chain);
        }
    }

    private int leastLoaded(List<Integer> of) {
        int best = of.get(0);
        for (int node : of) {
            if (held(node) - least[node] < held(best) - least[best]) {
                best = node;
            }
        }
        return best;
    }

    private int held(int node) {
        return heldBy.get(node).size();
    }

    private void level() {
        for (int node = 0; node < most.length; node++) {
            while (held(node) > most[node]) {
                giveAway(node);
            }
        }
        for (int node = 0; node < most.length; node++) {
            while (held(node) < least[node]) {
                take(node);
            }
        }
    }

    /** The role goes from this node over others to one that may have one more. */
    private void giveAway(int node) {
        int[] cameWith = new int[most.length];
        Arrays.fill(cameWith, -1);
        boolean[] seen = new boolean[most.length];
        Deque<Integer> next = new ArrayDeque<>(List.of(node));
        seen[node] = true;
        while (!next.isEmpty()) {
            int from = next.remove();
            if (held(from) < most[from]) {
                for (int at = from; at != node; ) {
                    int chain = cameWith[at];
                    int before = holder[chain];
                    pass(chain, at);
                    at = before;
                }
                return;
            }
            for (int chain : heldBy.get(from)) {
                for (int to : candidates.get(chain)) {
                    if (!seen[to]) {
                        seen[to] = true;
                        cameWith[to] = chain;
                        next.add(to);
                    }
                }
            }
        }
        throw new IllegalStateException("a role cannot be spread evenly");
    }

    /** The role comes to this node over others from one that may have one less. */
    private void take(int node) {
        int[] goesWith = new int[most.length];
        int[] goesTo = new int[most.length];
        boolean[] seen = new boolean[most.length];
        Deque<Integer> next = new ArrayDeque<>(List.of(node));
        seen[node] = true;
        while (!next.isEmpty()) {
            int to = next.remove();
            if (held(to) > least[to]) {
                for (int at = to; at != node; at = goesTo[at]) {
                    pass(goesWith[at], goesTo[at]);
                }
                return;
            }
            for (int chain = 0; chain < holder.length; chain++) {
                int from = holder[chain];
                if (!seen[from] && candidates.get(chain).contains(to)) {
                    seen[from] = true;
                    goesWith[from] = chain;
                    goesTo[from] = to;
                    next.add(from);
                }
            }
        }
        throw new IllegalStateException("a role cannot be spread evenly");
    }

    private void pass(int chain, int to) {
        heldBy.get(holder[chain]).remove((Integer) chain);
        holder[chain] = to;
        heldBy.get(to).add(chain);
    }
}
