package io.catena.server.registration;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What a node takes for news of its chain, and what for a ZooKeeper that has lost what it knew. */
public class ConfigurationNewsTest implements ConfigurationNews.Listener {
    private static final long CREATED = 10;
    private static final long CREATED_ANEW = 99;

    private final ConfigurationNews news = new ConfigurationNews();
    private final List<String> told = new ArrayList<>();
    private boolean fails;

    private static Configuration configuration(long epoch, String node) {
        return new Configuration(1, epoch, 1, List.of(new Member(node, 1, node + ":1")), null, true, Map.of());
    }

    private String take(Configuration found, long createdZxid) {
        told.clear();
        news.take(found, createdZxid, this);
        return String.join(" ", told);
    }

    @Test
    public void eachEpochIsNewsOnceAndSomeMayBeSkipped() {
        assertEquals("", take(null, 0));
        assertEquals("epoch 3", take(configuration(3, "a"), CREATED));
        assertEquals("", take(configuration(3, "a"), CREATED));
        assertEquals("epoch 7", take(configuration(7, "a"), CREATED));
        assertEquals(configuration(7, "a"), news.told());
    }

    @Test
    public void whatCannotFollowShowsThatZooKeeperHasLostWhatItKnew() {
        take(configuration(7, "a"), CREATED);
        for (Configuration behind : new Configuration[] {configuration(6, "a"), configuration(7, "b")}) {
            assertEquals(
                    "went back: ZooKeeper shows epoch " + behind.epoch()
                            + " of a configuration made anew or restored; epoch 7 was seen",
                    take(behind, CREATED));
        }
        assertEquals(
                "went back: ZooKeeper shows epoch 8 of a configuration made anew or restored; epoch 7 was seen",
                take(configuration(8, "a"), CREATED_ANEW));
        assertEquals("went back: ZooKeeper has lost the configuration; epoch 7 was seen", take(null, 0));
        assertEquals(configuration(7, "a"), news.told());
    }

    @Test
    public void whatAListenerFailedToHearIsStillNews() {
        fails = true;
        assertThrows(IllegalStateException.class, () -> take(configuration(3, "a"), CREATED));
        fails = false;
        assertEquals("epoch 3", take(configuration(3, "a"), CREATED));
    }

    @Override
    public void isNews(Configuration found) {
        if (fails) {
            throw new IllegalStateException("unexpected");
        }
        told.add("epoch " + found.epoch());
    }

    @Override
    public void wentBack(String how) {
        told.add("went back: " + how);
    }
}
