package io.catena.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Numbers of chains in a sentence. */
final class ChainNumbers {
    private static final int MOST_RANGES = 5;

    private ChainNumbers() {}

    /** For instance "chain 3", or "chains 1 to 4, 9 and 12"; of more than five ranges the rest is counted. */
    static String text(SortedSet<Integer> chains) {
        List<String> ranges = new ArrayList<>();
        int shown = 0;
        int first = 0;
        int last = 0;
        for (int chain : chains) {
            if (first > 0 && chain == last + 1) {
                last = chain;
                continue;
            }
            if (first > 0) {
                ranges.add(range(first, last));
                shown += last - first + 1;
            }
            if (ranges.size() == MOST_RANGES) {
                return "chains " + String.join(", ", ranges) + " and " + (chains.size() - shown) + " more";
            }
            first = chain;
            last = chain;
        }
        ranges.add(range(first, last));
        String word = chains.size() == 1 ? "chain " : "chains ";
        int end = ranges.size() - 1;
        return word
                + (end == 0 ? ranges.get(0) : String.join(", ", ranges.subList(0, end)) + " and " + ranges.get(end));
    }

    private static String range(int first, int last) {
        return first == last ? Integer.toString(first) : first + " to " + last;
    }
}
