package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.client.FakeServer;
import io.catena.client.FakeStore;
import io.catena.thrift.ClusterSettings;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Prints and changes the settings that all nodes share. */
public class SettingsCommandTest {
    private final FakeStore store = new FakeStore();
    private final FakeServer gone = new FakeServer("gone", store);
    private final FakeServer a = new FakeServer("a", store);

    @Before
    public void oneOfTheNamedServersIsGone() {
        FakeServer.chain(7, a);
        gone.close();
    }

    @After
    public void close() {
        a.close();
    }

    private Run catena(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "--servers";
        all[1] = gone.address() + "," + a.address();
        System.arraycopy(args, 0, all, 2, args.length);
        return Run.of(all);
    }

    @Test
    public void settingsAreToldInWordsAndInJson() throws IOException {
        Run words = catena("settings");
        assertEquals(words.err(), 0, words.exitCode());
        List<String> lines = words.out().lines().toList();
        assertTrue(words.out(), lines.get(0).matches("SETTING +WANTED +IN FORCE"));
        assertTrue(words.out(), lines.get(1).matches("lease-millis +300 +300"));
        assertTrue(words.out(), lines.get(4).matches("format +1 +1"));
        assertTrue(words.out(), lines.get(5).startsWith("in force on all 3 members"));
        JsonNode json = catena("settings", "-o", "json").json();
        assertEquals(300, json.get("wanted").get("lease-millis").asInt());
        assertTrue(json.get("inForceOnAllMembers").asBoolean());
    }

    @Test
    public void aChangeIsDoneWhenItIsInForceOnAllMembers() {
        a.settingsTakeEffectAfter = 3;
        Run set = catena("settings", "set", "lease-millis=500", "wished-replicas=3");
        assertEquals(set.err(), 0, set.exitCode());
        assertEquals(new ClusterSettings(500, 1, 3), a.settings.getInForce());
        assertTrue(set.out(), set.out().contains("in force on all 3 members, epoch 8"));
    }

    @Test
    public void theFormatIsRaisedLikeAnyOtherSettingAndARefusalNamesTheNodeThatDoesNotKnowIt() {
        Run raise = catena("settings", "set", "format=2");
        assertEquals(raise.err(), 0, raise.exitCode());
        assertEquals(2, a.settings.getInForce().getFormat());
        a.refusal = new Refused("node n-1 knows format 2", RefusedReason.FORMAT_UNKNOWN);
        Run refused = catena("settings", "set", "format=3");
        assertEquals(refused.err(), 3, refused.exitCode());
        assertTrue(refused.err(), refused.err().contains("node n-1 knows format 2"));
    }

    @Test
    public void aChangeThatDoesNotTakeEffectInTimeSaysWhatItWaitsFor() {
        a.settingsTakeEffectAfter = Integer.MAX_VALUE;
        Run set = catena("settings", "set", "lease-millis=0", "--timeout", "300ms");
        assertEquals(4, set.exitCode());
        assertTrue(set.err(), set.err().contains("stored and takes effect by itself"));
        assertTrue(set.err(), set.err().contains("epoch 7 does not have them, and the controller"));
        a.settings.setNote("waits for n-1");
        assertTrue(catena("settings").out().contains("not in force on all members yet: waits for n-1"));
    }

    @Test
    public void settingsOfAnEpochThatHasNotTakenFullEffectAreNotInForceYet() {
        a.settings.setActivatedEpoch(6);
        String told = catena("settings").out();
        assertTrue(told, told.contains("not in force on all members yet: epoch 7 has them, and waits until all 3"));
    }

    @Test
    public void ofManyChainsTheOneIsNamedThatDoesNotHaveThem() throws IOException {
        a.settings.setChain(12);
        assertTrue(catena("settings").out().contains("in force on all members of all chains"));
        a.settings.setActivatedEpoch(6);
        Run told = catena("settings");
        assertTrue(told.out(), told.out().contains("not in force on all members yet: chain 12: epoch 7 has them, and"));
        assertEquals(12, catena("settings", "-o", "json").json().get("chain").asInt());
        a.settingsTakeEffectAfter = Integer.MAX_VALUE;
        a.settings.setMembers(0).setEpoch(0).unsetInForce();
        assertTrue(catena("settings").out().contains("chain 12: it has not been formed"));
    }

    @Test
    public void whatIsNoSettingOrNoNumberOrOutOfRangeIsRefusedByName() {
        Run unknown = catena("settings", "set", "lease=3");
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err(), unknown.err().contains("there is no setting 'lease'; there are lease-millis,"));
        Run word = catena("settings", "set", "lease-millis=long");
        assertEquals(2, word.exitCode());
        assertTrue(word.err(), word.err().contains("lease-millis must be a whole number, not 'long'"));
        Run beyond = catena("settings", "set", "lease-millis=10001");
        assertEquals(2, beyond.exitCode());
        assertTrue(beyond.err(), beyond.err().contains("lease-millis must be 0 to 10000, not 10001"));
        assertEquals(2, catena("settings", "set").exitCode());
        assertEquals(new ClusterSettings(300, 1, 0), a.settings.getWanted());
    }

    @Test
    public void aSettingThatIsNamedTwiceIsRefused() {
        Run twice = catena("settings", "set", "lease-millis=300", "lease-millis=400");
        assertEquals(2, twice.exitCode());
        assertTrue(twice.err(), twice.err().contains("lease-millis is given twice"));
        Run noValue = catena("settings", "set", "lease-millis");
        assertEquals(2, noValue.exitCode());
        assertTrue(noValue.err(), noValue.err().contains("write NAME=VALUE, not 'lease-millis'"));
        assertEquals(new ClusterSettings(300, 1, 0), a.settings.getWanted());
    }

    @Test
    public void thatWritesStopIsSaid() {
        Run set = catena("settings", "set", "min-replicas=4");
        assertTrue(set.out(), set.out().contains("the chain has 3 members and takes no writes with fewer than 4"));
        assertFalse(catena("settings", "set", "min-replicas=2").out().contains("takes no writes"));
        a.settings.setChain(12);
        Run ofMany = catena("settings", "set", "min-replicas=4");
        assertTrue(ofMany.out(), ofMany.out().contains("chain 12 has 3 members and takes no writes with fewer than 4"));
    }

    @Test
    public void aServerThatKeepsSilentCostsTheOthersNoTime() {
        try (FakeServer silent = new FakeServer("silent", store)) {
            CountDownLatch ended = new CountDownLatch(1);
            silent.beforeListening = () -> awaitEnd(ended);
            String servers = silent.address() + "," + a.address();
            Run told = Run.of("settings", "--servers", servers, "--timeout", "20s");
            assertEquals(told.err(), 0, told.exitCode());
            a.settingsTakeEffectAfter = 4;
            Run set = Run.of("settings", "set", "lease-millis=500", "--servers", servers, "--timeout", "20s");
            assertEquals(set.err(), 0, set.exitCode());
            assertEquals(new ClusterSettings(500, 1, 0), a.settings.getInForce());
            ended.countDown();
        }
    }

    @Test
    public void allServersTogetherHaveOneDeadline() {
        try (FakeServer b = new FakeServer("b", store)) {
            CountDownLatch ended = new CountDownLatch(1);
            FakeServer.Step silence = () -> awaitEnd(ended);
            a.beforeListening = silence;
            b.beforeListening = silence;
            String servers = String.join(",", a.address(), b.address(), a.address(), b.address());
            for (String[] command : new String[][] {{"settings"}, {"settings", "set", "lease-millis=500"}}) {
                long start = System.nanoTime();
                String[] all = Arrays.copyOf(command, command.length + 4);
                System.arraycopy(new String[] {"--servers", servers, "--timeout", "2s"}, 0, all, command.length, 4);
                assertEquals(3, Run.of(all).exitCode());
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                assertTrue("took " + millis + " ms", millis < 6000);
            }
            ended.countDown();
        }
    }

    private static void awaitEnd(CountDownLatch ended) {
        try {
            ended.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
