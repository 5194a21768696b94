package io.catena.tls;

import static org.junit.Assert.assertEquals;

import io.catena.tls.TestAuthority.Request;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.Test;

/** Which principal a certificate names. */
public class CertificateNameTest {
    private static final TestAuthority AUTHORITY = TestAuthority.named("authority");

    private static Request commonName(String name) {
        return AUTHORITY.certificate(name);
    }

    private static void assertName(String expected, Request request) {
        assertEquals(
                Optional.ofNullable(expected),
                CertificateName.of(request.issue().certificate()));
    }

    @Test
    public void theUriOfCatenaNamesIt() {
        assertName("node:n1", commonName("other").dns("localhost").uri("catena:node:n1"));
        assertName(
                "operator:ada",
                commonName("other").uri("https://example.org/ada").uri("catena:operator:ada"));
    }

    @Test
    public void ofSeveralTheFirstUriNamesIt() {
        assertName("a", commonName("other").uri("catena:a").uri("catena:b"));
    }

    @Test
    public void withoutSuchAUriTheCommonNameDoes() {
        assertName("ada", commonName("ada"));
        assertName("ada", commonName("ada").uri("spiffe://example.org/ada").dns("catena:node:n1"));
        assertName("ada", commonName("ada").uri("CATENA:node:n1"));
    }

    @Test
    public void ofSeveralCommonNamesTheMostSpecificDoes() {
        assertName("ada", AUTHORITY.certificate("").commonNames("users", "ada"));
    }

    @Test
    public void aUriWithABadNameNamesNoPrincipalAndNotTheCommonName() {
        assertName(null, commonName("ada").uri("catena:"));
        assertName(null, commonName("ada").uri("catena:").uri("catena:operator:ada"));
        assertName(null, commonName("ada").uri("catena:" + "x".repeat(257)));
    }

    @Test
    public void alternativeNamesThatCannotBeReadNameNoPrincipal() {
        byte[] badUri = Der.tagged(0x86, "catena:node:a b".getBytes(StandardCharsets.US_ASCII));
        assertName(null, commonName("ada").alternativeNames(Der.sequence(badUri)));
        assertName(null, commonName("ada").alternativeNames(new byte[] {1, 2, 3}));
    }

    @Test
    public void aNameHas1To256VisibleCharacters() {
        assertName("x".repeat(256), commonName("x".repeat(256)));
        assertName("\ud83d\ude00".repeat(256), commonName("\ud83d\ude00".repeat(256)));
        assertName("Žofie,\"+;=", commonName("Žofie,\"+;="));
        for (String bad : new String[] {
            "",
            "x".repeat(257),
            "a b",
            "a\u0000b",
            "a\nb",
            "a\u00a0b",
            "a\u202eb",
            "a\u200bb",
            "\u2028",
            "\ue000",
            "\uffff"
        }) {
            assertName(null, commonName(bad));
        }
    }
}
