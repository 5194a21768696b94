package io.catena.server.controller.loop;

import java.util.ArrayList;
import java.util.List;

/** Gathers what one step wants done, and gives numbers that are used once in a process. */
final class Effects {
    private List<LoopEffect> gathered = new ArrayList<>();
    private long lastNumber;

    long nextNumber() {
        return ++lastNumber;
    }

    void add(LoopEffect effect) {
        gathered.add(effect);
    }

    /** What has been gathered since this was called last. */
    List<LoopEffect> take() {
        List<LoopEffect> taken = gathered;
        gathered = new ArrayList<>();
        return taken;
    }
}
