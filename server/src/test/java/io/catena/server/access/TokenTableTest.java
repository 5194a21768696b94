package io.catena.server.access;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.TokenTable.UnusableException;
import java.util.Locale;
import java.util.Optional;
import org.junit.Test;

/** Who bears which token, by a file as an operator writes it. */
public class TokenTableTest {
    private static final String TOKEN = "0123456789abcdefghij";
    private static final String OTHER = "0123456789abcdefghik";

    /** The principal of a caller that shows this token. */
    private static Optional<Principal> bearer(TokenTable table, String shown) {
        return TokenTable.digestOfShown(shown).flatMap(table::bearerOf);
    }

    @Test
    public void aTokenIsBorneByThePrincipalOfItsLine() throws UnusableException {
        TokenTable table = TokenTable.parse("# who is who\n\nbilling " + TokenTable.digest(TOKEN) + "\n  reports\t"
                + TokenTable.digest(OTHER).toUpperCase(Locale.ROOT) + "  \r\n");
        assertEquals(Optional.of(new Principal("billing")), bearer(table, TOKEN));
        assertEquals(Optional.of(new Principal("reports")), bearer(table, OTHER));
        for (String wrong : new String[] {"", TOKEN + "x", "billing", TokenTable.digest(TOKEN), "x".repeat(1025)}) {
            assertEquals(Optional.empty(), bearer(table, wrong));
        }
    }

    @Test
    public void aTokenThatCouldBeGuessedIsNone() throws UnusableException {
        String tooShort = TOKEN.substring(1);
        assertEquals(Optional.empty(), bearer(TokenTable.parse("billing " + TokenTable.digest(tooShort)), tooShort));
    }

    @Test
    public void theSameLineTwiceIsNoHarmAndTwoBearersOfOneTokenAre() throws UnusableException {
        String line = "billing " + TokenTable.digest(TOKEN) + "\n";
        assertTrue(bearer(TokenTable.parse(line + line), TOKEN).isPresent());
        refused(line + "reports " + TokenTable.digest(TOKEN), "line 2 has the token of another line");
    }

    @Test
    public void aLineThatIsNotUnderstoodIsNamedAndNothingOfItIsShown() {
        for (String bad : new String[] {TOKEN, "billing " + TOKEN, "a b " + TokenTable.digest(TOKEN), "billing"}) {
            String message = refused("# first\n" + bad, "line 2 is not PRINCIPAL SHA256");
            assertFalse(message, message.contains(TOKEN));
        }
        refused("node:n1 " + TokenTable.digest(TOKEN), "a node needs a certificate");
        refused("\n".repeat(10_001), "more than 10000 lines");
    }

    private static String refused(String text, String why) {
        UnusableException refusal = assertThrows(UnusableException.class, () -> TokenTable.parse(text));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains(why));
        return refusal.getMessage();
    }
}
