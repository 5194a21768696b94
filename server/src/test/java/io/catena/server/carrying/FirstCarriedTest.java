package io.catena.server.carrying;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/** With which chains node n1 begins. */
public class FirstCarriedTest {
    private final FirstCarried first = new FirstCarried("n1", new TreeSet<>(Set.of(4)));

    private static Member member(int number) {
        return new Member("n" + number, number, "n" + number + ":1");
    }

    private static Configuration configuration(int chain, Member joining, Member... members) {
        return new Configuration(chain, 1, 1, List.of(members), joining, false, Map.of());
    }

    @Test
    public void whatTheDiskHolds() {
        assertEquals(Set.of(4), first.chains());
    }

    @Test
    public void whatIsPlacedThere() {
        first.placed(1, List.of("n2", "n1"));
        first.placed(2, List.of("n2", "n11"));
        first.placed(3, List.of());
        assertEquals(Set.of(1, 4), first.chains());
    }

    @Test
    public void whereItHasAPlaceAsAMemberOrJoining() {
        first.newest(configuration(1, null, member(2), member(1)));
        first.newest(configuration(2, member(1), member(2)));
        first.newest(configuration(3, member(3), member(2)));
        assertEquals(Set.of(1, 2, 4), first.chains());
    }
}
