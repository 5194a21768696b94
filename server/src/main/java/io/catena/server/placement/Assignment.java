package io.catena.server.placement;

import io.catena.server.placement.FairShares.Share;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which nodes carry which chains, while it is being worked out: nodes and domains by number, the order within a chain
 * without meaning. A node that has room for one more takes a replica of a chain of which it may have one; where none may,
 * replicas are shifted along a path of nodes that stay as full as they were.
 */
final class Assignment {
    private final int[] domainOf;
    private final Share[] share;
    private final int mostOfOneChain;
    private final long[] salt;
    /** By {@link #pair}: whether the node had the chain before, so that to move it costs a copy. */
    private final BitSet stays = new BitSet();

    private final List<List<Integer>> nodesOf = new ArrayList<>();
    private final List<List<Integer>> chainsOf = new ArrayList<>();

    /**
     * @param domainOf of each node
     * @param share how many replicas each node is to carry
     * @param salt of each node; decides between nodes that are as good as each other
     * @param mostOfOneChain how many replicas of one chain a domain may have
     */
    Assignment(int chains, int[] domainOf, Share[] share, long[] salt, int mostOfOneChain) {
        this.domainOf = domainOf;
        this.share = share;
        this.salt = salt;
        this.mostOfOneChain = mostOfOneChain;
        for (int chain = 0; chain < chains; chain++) {
            nodesOf.add(new ArrayList<>());
        }
        for (int node = 0; node < share.length; node++) {
            chainsOf.add(new ArrayList<>());
        }
    }

    List<Integer> nodesOf(int chain) {
        return nodesOf.get(chain);
    }

    int count(int node) {
        return chainsOf.get(node).size();
    }

    private int lacks(int node) {
        return share[node].least() - count(node);
    }

    /** How many it may take and still carry no more than its share. */
    private int room(int node) {
        return lacks(node) + (share[node].mayBeOneMore() ? 1 : 0);
    }

    private boolean hasRoom(int node) {
        return room(node) > 0;
    }

    /** Whether it carries more than one more or less than its share. */
    private boolean isFarFromItsShare(int node) {
        return lacks(node) < -1 || lacks(node) > (share[node].mayBeOneMore() ? 0 : 1);
    }

    /** Whether the node may have a replica of the chain, if the other one (-1 for none) gave its own away. */
    boolean mayTake(int chain, int node, int instead) {
        int inDomain = 0;
        for (int other : nodesOf.get(chain)) {
            if (other == node) {
                return false;
            }
            if (other != instead && domainOf[other] == domainOf[node]) {
                inDomain++;
            }
        }
        return inDomain < mostOfOneChain;
    }

    /** The node has the chain already. */
    void stays(int chain, int node) {
        stays.set(pair(chain, node));
        add(chain, node);
    }

    private int pair(int chain, int node) {
        return chain * share.length + node;
    }

    private void add(int chain, int node) {
        nodesOf.get(chain).add(node);
        chainsOf.get(node).add(chain);
    }

    private void remove(int chain, int node) {
        nodesOf.get(chain).remove((Integer) node);
        chainsOf.get(node).remove((Integer) chain);
    }

    /** Takes one of the chain's replicas away, from a node that has most beyond its share. */
    void removeOne(int chain) {
        List<Integer> nodes = nodesOf.get(chain);
        int most = nodes.get(0);
        for (int node : nodes) {
            if (lacks(node) <= lacks(most)) {
                most = node;
            }
        }
        remove(chain, most);
    }

    /**
     * Gives the chain one more replica: to a node that has room, or on which room can be made without moving what has been
     * anywhere before; else to one that then has one more than its share; only then others move.
     */
    void place(int chain) {
        int node = best(chain, this::hasRoom);
        if (node < 0) {
            node = makeRoom(chain, true);
        }
        if (node < 0) {
            node = best(chain, candidate -> lacks(candidate) >= 0);
        }
        if (node < 0) {
            node = makeRoom(chain, false);
        }
        add(chain, node >= 0 ? node : best(chain, candidate -> true));
    }

    /** The node that lacks most of those that may take the chain and are fit; -1 if none is. */
    private int best(int chain, IntPredicate fit) {
        int best = -1;
        for (int node = 0; node < share.length; node++) {
            if (fit.test(node) && mayTake(chain, node, -1) && (best < 0 || isBetter(chain, node, best))) {
                best = node;
            }
        }
        return best;
    }

    /** Of nodes that lack as much, chance decides, so that each pair of nodes shares about as many chains. */
    private boolean isBetter(int chain, int node, int other) {
        return lacks(node) != lacks(other) ? lacks(node) > lacks(other) : draw(chain, node) > draw(chain, other);
    }

    private long draw(int chain, int node) {
        long mixed = (chain + 1) * 0x9E3779B97F4A7C15L ^ salt[node];
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /** Makes room on a node that may take the chain; -1 if that cannot be. */
    private int makeRoom(int chain, boolean atNoCost) {
        return shift(nodes(node -> mayTake(chain, node, -1)), this::hasRoom, atNoCost);
    }

    /**
     * If a node is more than one off its share, replicas are moved until all have theirs. That can always be (a flow with
     * whole bounds has a whole solution): first no node has too many, then none too few.
     */
    void level() {
        if (nodes(this::isFarFromItsShare).isEmpty()) {
            return;
        }
        for (int node = 0; node < share.length; node++) {
            while (room(node) < 0) {
                level(List.of(node), this::hasRoom);
            }
        }
        while (!nodes(node -> lacks(node) > 0).isEmpty()) {
            level(nodes(node -> lacks(node) < 0), node -> lacks(node) > 0);
        }
    }

    private void level(List<Integer> from, IntPredicate to) {
        if (shift(from, to, false) < 0) {
            throw new IllegalStateException("no node of " + from + " can give a replica away");
        }
    }

    private List<Integer> nodes(IntPredicate such) {
        return IntStream.range(0, share.length).filter(such).boxed().toList();
    }

    /** A replica on its way from one node to the next. */
    private record Step(int chain, int from) {}

    /**
     * Shifts one replica away from one of the nodes to one that is fit, so that as few replicas as possible move that have
     * been where they are: one that was only just placed moves at no cost.
     *
     * @return which of the nodes has one less; -1 if no way leads to a fit one
     */
    private int shift(List<Integer> starts, IntPredicate fit, boolean atNoCost) {
        Map<Integer, Step> steps = new HashMap<>();
        starts.forEach(start -> steps.put(start, null));
        List<Integer> reached = new ArrayList<>(starts);
        while (!reached.isEmpty()) {
            for (int i = 0; i < reached.size(); i++) {
                reached.addAll(next(reached.get(i), false, steps));
            }
            int best = nearest(reached, fit, steps);
            if (best >= 0) {
                return follow(best, steps);
            }
            if (atNoCost) {
                return -1;
            }
            List<Integer> further = new ArrayList<>();
            reached.forEach(from -> further.addAll(next(from, true, steps)));
            reached = further;
        }
        return -1;
    }

    /** The nodes, none of them reached before, to which this one can give a replica of one or of the other kind. */
    private List<Integer> next(int from, boolean thatStays, Map<Integer, Step> steps) {
        List<Integer> chains = chainsOf.get(from).stream()
                .filter(chain -> stays.get(pair(chain, from)) == thatStays)
                .toList();
        List<Integer> next = new ArrayList<>();
        for (int to = 0; to < share.length; to++) {
            if (!steps.containsKey(to)) {
                int given = drawn(chains, from, to);
                if (given >= 0) {
                    steps.put(to, new Step(given, from));
                    next.add(to);
                }
            }
        }
        return next;
    }

    /** Chance decides which of the chains goes from one node to the other, so that all nodes keep about as many together. */
    private int drawn(List<Integer> chains, int from, int to) {
        int drawn = -1;
        for (int chain : chains) {
            if ((drawn < 0 || draw(chain, to) > draw(drawn, to)) && mayTake(chain, to, from)) {
                drawn = chain;
            }
        }
        return drawn;
    }

    /** The one that lacks most of those that are fit; -1 if none is. */
    private int nearest(List<Integer> reached, IntPredicate fit, Map<Integer, Step> steps) {
        int best = -1;
        for (int node : reached) {
            Step step = steps.get(node);
            if (step != null && fit.test(node) && (best < 0 || isBetter(step.chain(), node, best))) {
                best = node;
            }
        }
        return best;
    }

    /** From its end, so that each step leaves a permitted state: were two of one chain in each other's way, one would do. */
    private int follow(int last, Map<Integer, Step> steps) {
        int to = last;
        Step step = steps.get(to);
        while (step != null) {
            if (!mayTake(step.chain(), to, step.from())) {
                throw new IllegalStateException(step + " to " + to + " is in the way of another step");
            }
            remove(step.chain(), step.from());
            add(step.chain(), to);
            to = step.from();
            step = steps.get(to);
        }
        return to;
    }
}
