package io.catena.server.coordination;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Escaped;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.registration.Carrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a node's registration says of the node as a carrier of chains. The numbers of the chains are written as ranges, as "1-4,7": a
 * node may hold thousands.
 */
final class CarrierFields {
    private static final String DOMAIN = "domain";
    private static final String CAPACITY = "capacity";
    private static final String HOLDS = "holds";
    private static final int MOST_RANGES = ClusterShape.MOST_CHAINS / 2 + 1;

    private CarrierFields() {}

    static void add(Carrier carrier, Map<String, Object> fields) {
        fields.put(DOMAIN, carrier.domain());
        fields.put(CAPACITY, carrier.capacity());
        fields.put(HOLDS, ranges(carrier.holds()));
    }

    /** Empty if the registration says nothing of it. */
    static Optional<Carrier> of(String path, ZnodeFields fields) throws MalformedZnode {
        if (!fields.has(DOMAIN)) {
            return Optional.empty();
        }
        String domain = fields.text(DOMAIN);
        int capacity = fields.integer(CAPACITY);
        String holds = fields.text(HOLDS);
        ZnodeCodec.require(path, domain != null && Escaped.isName(domain), "the domain in it is no short, plain word");
        ZnodeCodec.require(
                path,
                capacity >= Carrier.LEAST_CAPACITY && capacity <= Carrier.MOST_CAPACITY,
                "no node has capacity " + capacity);
        ZnodeCodec.require(path, holds != null, "it does not say which chains the node holds");
        return Optional.of(new Carrier(domain, capacity, chains(path, holds)));
    }

    private static String ranges(SortedSet<Integer> chains) {
        List<String> ranges = new ArrayList<>();
        int first = 0;
        int last = -1;
        for (int chain : chains) {
            if (chain == last + 1) {
                last = chain;
            } else {
                add(ranges, first, last);
                first = chain;
                last = chain;
            }
        }
        add(ranges, first, last);
        return String.join(",", ranges);
    }

    private static void add(List<String> ranges, int first, int last) {
        if (first > 0) {
            ranges.add(first == last ? Integer.toString(first) : first + "-" + last);
        }
    }

    private static SortedSet<Integer> chains(String path, String ranges) throws MalformedZnode {
        SortedSet<Integer> chains = new TreeSet<>();
        if (ranges.isEmpty()) {
            return chains;
        }
        String[] parts = ranges.split(",", MOST_RANGES + 1);
        int last = 0;
        for (String range : parts) {
            ZnodeCodec.require(
                    path, range.matches("[0-9]{1,5}(-[0-9]{1,5})?"), "the chains in it are no ranges of numbers");
            int dash = range.indexOf('-');
            int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int to = dash < 0 ? from : Integer.parseInt(range.substring(dash + 1));
            ZnodeCodec.require(
                    path,
                    from > last && to >= from && to <= ClusterShape.MOST_CHAINS,
                    "the chains in it do not rise from 1 to " + ClusterShape.MOST_CHAINS);
            for (int chain = from; chain <= to; chain++) {
                chains.add(chain);
            }
            last = to;
        }
        return chains;
    }
}
