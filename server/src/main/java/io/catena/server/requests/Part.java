package io.catena.server.requests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What one chain gets of a request.
 *
 * @param items in their order
 * @param places where each of them stands in the request; empty if the request is for this chain alone
 */
record Part<T>(int chain, List<T> items, List<Integer> places) {
    static <T> List<Part<T>> whole(int chain, List<T> items) {
        return List.of(new Part<>(chain, items, List.of()));
    }

    /** Divides a request that is not empty; the chain of its first item comes first. */
    static <T> List<Part<T>> of(List<T> items, ToIntFunction<T> chainOf) {
        Map<Integer, Part<T>> parts = new LinkedHashMap<>();
        for (int place = 0; place < items.size(); place++) {
            T item = items.get(place);
            Part<T> part = parts.computeIfAbsent(
                    chainOf.applyAsInt(item), chain -> new Part<>(chain, new ArrayList<>(), new ArrayList<>()));
            part.items().add(item);
            part.places().add(place);
        }
        return parts.size() == 1 ? whole(parts.keySet().iterator().next(), items) : List.copyOf(parts.values());
    }
}
