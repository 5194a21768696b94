package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Optional;
import org.junit.Test;

/** The judge of all system tests must find all violations, and must not take a correct value for one. */
public class KeyHistoryTest {
    private final KeyHistory history = new KeyHistory("key", 10);

    private void written(int count) {
        for (int i = 0; i < count; i++) {
            history.acknowledged(history.begin());
        }
    }

    private void right(long floor, Optional<String> value) {
        assertEquals(Optional.empty(), history.judge(floor, history.begun(), value));
    }

    private void wrong(String why, long floor, Optional<String> value) {
        String found = history.judge(floor, history.begun(), value).orElse("nothing");
        assertTrue(found, found.contains(why));
    }

    @Test
    public void what_was_acknowledged_last_and_whatever_was_begun_since_is_right() {
        written(3);
        history.begin();
        right(3, Optional.of(history.value(3)));
        right(3, Optional.of(history.value(4)));
    }

    @Test
    public void what_is_older_than_the_last_acknowledged_write_is_wrong() {
        written(3);
        wrong("older", history.floor(), Optional.of(history.value(2)));
    }

    @Test
    public void what_another_read_has_seen_is_the_least_that_the_next_one_sees() {
        written(3);
        history.begin();
        right(history.floor(), Optional.of(history.value(4)));
        wrong("older", history.floor(), Optional.of(history.value(3)));
    }

    @Test
    public void a_lost_value_is_wrong_and_a_deleted_one_is_not() {
        right(0, Optional.empty());
        written(9);
        wrong("missing", history.floor(), Optional.empty());
        written(1);
        right(history.floor(), Optional.empty());
        wrong("older", history.floor(), Optional.of(history.value(9)));
    }

    @Test
    public void invented_and_spoiled_values_are_wrong() {
        written(3);
        wrong("never written", 3, Optional.of("key 3 of nobody"));
        wrong("never written", 3, Optional.of("other" + history.value(3)));
        wrong("before it was written", 3, Optional.of(history.value(4)));
    }

    @Test
    public void a_write_that_was_refused_must_never_be_seen() {
        written(3);
        history.refused(history.begin());
        wrong("certainly was not done", 3, Optional.of(history.value(4)));
    }
}
