package io.catena.server.replica;

import static org.junit.Assert.assertEquals;

import io.catena.server.runtime.Loops;
import io.catena.server.runtime.ManualTime;
import io.catena.server.runtime.PlayedLoops;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** A node with several loops leaves its chains. */
public class LeaveOfLoopsTest {
    private final PlayedLoops played = new PlayedLoops(3);
    private final ManualTime time = new ManualTime();
    private final List<LeaveCompletion.Outcome> told = new ArrayList<>();

    private LeaveCompletion leaveOf(int loop) {
        return new LeaveCompletion(
                time,
                time,
                () -> {
                    assertEquals("on its own loop", loop, played.running());
                    return List.of();
                },
                () -> true);
    }

    @Test
    public void itIsOverWhenAllLoopsHaveDoneWithIt() {
        LeaveOfLoops leave = new LeaveOfLoops(played.loops(), List.of(leaveOf(0), leaveOf(1), leaveOf(2)));
        played.on(
                Loops.FIRST,
                () -> leave.begin(outcome -> {
                    assertEquals(Loops.FIRST, played.running());
                    told.add(outcome);
                }));
        assertEquals("other loops have not looked yet", List.of(), told);
        played.runAll();
        assertEquals(List.of(LeaveCompletion.Outcome.NOTHING_TO_LEAVE), told);
    }
}
