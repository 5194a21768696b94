package io.catena.server.controller.loop;

import java.util.ArrayList;
import java.util.List;

/** Gathers the effects of one step, and gives numbers that are used once in a process. */
final class Effects {
    private List<LoopEffect> gathered = new ArrayList<>();
    private long lastNumber;

    long nextNumber() {
        return ++lastNumber;
    }

    void add(LoopEffect effect) {
        gathered.add(effect);
    }

    /** The effects since the last call. */
    List<LoopEffect> take() {
        List<LoopEffect> taken = gathered;
        gathered = new ArrayList<>();
        return taken;
    }
}
