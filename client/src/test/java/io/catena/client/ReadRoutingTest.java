package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class ReadRoutingTest {
    private static final ServerAddress A = new ServerAddress("a", 1);
    private static final ServerAddress B = new ServerAddress("b", 2);
    private static final ServerAddress C = new ServerAddress("c", 3);
    private static final int READS = 30_000;

    private final ReadRouting routing = new ReadRouting();

    private static Layout layout(ServerAddress... members) {
        List<Layout.Member> line = java.util.Arrays.stream(members)
                .map(m -> new Layout.Member(m.host(), 1, m.host(), m.port()))
                .toList();
        return new Layout("test", 1, 1, 1, line, Optional.empty(), 1, Optional.empty(), 0);
    }

    private Map<ServerAddress, Integer> choose() {
        Map<ServerAddress, Integer> chosen = new HashMap<>();
        for (int i = 0; i < READS; i++) {
            chosen.merge(routing.choose(layout(A, B, C), server -> true), 1, Integer::sum);
        }
        return chosen;
    }

    @Test
    public void membersThatAnswerAlikeAreAllAsked() {
        choose().forEach((server, reads) -> assertTrue(server + ": " + reads, reads > READS / 4));
    }

    @Test
    public void aSlowMemberIsHardlyAskedButNotForgotten() {
        routing.answered(A, 1_000_000);
        routing.answered(B, 100_000);
        routing.answered(C, 100_000);
        int slow = choose().get(A);
        assertTrue("" + slow, slow > 0 && slow < READS / 50);
    }

    @Test
    public void aMemberThatHasBecomeFastIsAskedAgain() {
        routing.answered(A, 1_000_000);
        routing.answered(B, 100_000);
        routing.answered(C, 100_000);
        for (int i = 0; i < 30; i++) {
            routing.answered(A, 50_000);
        }
        assertTrue(choose().get(A) > READS / 4);
    }

    @Test
    public void aServerThatIsNotUsableIsNotAsked() {
        assertEquals(B, routing.choose(layout(A, B), B::equals));
        assertNull(routing.choose(layout(A, B), server -> false));
    }
}
