package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** A chain of three in which a disk has little room. */
public class NoSpaceTest {
    private static final WriteCommand OPEN_SESSION =
            new WriteCommand(LoggedWrite.Kind.OPEN_SESSION, null, null, null, null, false);

    private final TestChain chain = TestChain.of("a", "b", "c");

    public NoSpaceTest() {
        settled(chain.put("a", "k", "old"));
    }

    private void space(String name, Space space) {
        TestNode node = chain.nodes.get(name);
        node.take(node.replica.step(chain.now(), new Event.SpaceChanged(space)));
        chain.drain();
    }

    private List<WriteAnswer> settled(long ticket) {
        chain.settle();
        return chain.written(ticket);
    }

    private static WriteCommand delete(WriteId id) {
        return new WriteCommand(LoggedWrite.Kind.DELETE, TestChain.key("k"), null, id, null, false);
    }

    private static WriteCommand put() {
        return new WriteCommand(LoggedWrite.Kind.PUT, TestChain.key("k"), TestChain.bytes("v"), null, null, false);
    }

    private void refused(WriteCommand... commands) {
        assertEquals(Failure.NO_SPACE, chain.answers.get(chain.write("a", commands)));
    }

    @Test
    public void aNearlyFullDiskOfAnyMemberStopsPutsUntilThereIsRoom() {
        for (String name : List.of("a", "b", "c")) {
            space(name, Space.LOW);
            refused(put());
            refused(delete(null), put());
            assertEquals("old", chain.getNow("c", "k"));
            space(name, Space.ENOUGH);
            assertTrue(settled(chain.put("a", "k", "old")).get(0).applied());
        }
    }

    @Test
    public void belowTheReserveDeletesAreTakenAndTheSessionsOfTheirClients_row80() {
        for (String name : List.of("a", "b", "c")) {
            space(name, Space.LOW);
            long session = settled(chain.write("a", OPEN_SESSION)).get(0).version();
            assertTrue(
                    settled(chain.write("a", delete(null), delete(null))).get(0).applied());
            assertTrue("version of a session: " + session, session > 0);
            space(name, Space.ENOUGH);
        }
    }

    @Test
    public void belowAQuarterOfItNothingIsTaken_row80() {
        for (String name : List.of("a", "b", "c")) {
            space(name, Space.LOW);
            space(name, Space.OUT);
            refused(delete(null));
            refused(OPEN_SESSION);
            space(name, Space.LOW);
            assertTrue(settled(chain.write("a", delete(null))).get(0).applied());
            space(name, Space.ENOUGH);
        }
    }

    @Test
    public void theHeadKnowsWhichMembersHaveLittleSpace_row80() {
        space("b", Space.LOW);
        space("c", Space.OUT);
        assertEquals(new Shortage("b", "c"), chain.view("a").shortage());
        space("b", Space.ENOUGH);
        assertEquals(new Shortage("c", "c"), chain.view("a").shortage());
        space("a", Space.OUT);
        assertEquals(new Shortage("a", "a"), chain.view("a").shortage());
        assertEquals(
                "a member behind hears nothing of it",
                new Shortage("c", "c"),
                chain.view("b").shortage());
    }
}
