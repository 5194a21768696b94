package io.catena.server.storage;

import java.util.Arrays;

/** A queue of numbers in one array: there may be millions, while a successor copies. */
final class Lengths {
    private static final int SMALLEST = 1_024;

    private int[] ring = new int[SMALLEST];
    private int first;
    private int size;

    int size() {
        return size;
    }

    void addLast(int length) {
        if (size == ring.length) {
            grow();
        }
        ring[(first + size) % ring.length] = length;
        size++;
    }

    int removeFirst() {
        int length = ring[first];
        first = (first + 1) % ring.length;
        size--;
        return length;
    }

    void removeLast() {
        size--;
    }

    private void grow() {
        int[] larger = Arrays.copyOfRange(ring, first, first + 2 * ring.length);
        System.arraycopy(ring, 0, larger, ring.length - first, first);
        ring = larger;
        first = 0;
    }
}
