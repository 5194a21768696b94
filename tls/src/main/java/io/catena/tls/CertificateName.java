package io.catena.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The name for which a certificate stands:
 *
 * <ol>
 *   <li>If it has subject alternative names of type URI that begin with {@code catena:}, what follows in the first of
 *       them, as {@code node:n1} in {@code catena:node:n1}.
 *   <li>Else the common name (CN) of its subject, of several the most specific.
 *   <li>A name has 1 to 256 characters, none of them a space, a control or an invisible one. If the one that was found is not
 *       like this, the certificate has no name; no other is looked for.
 * </ol>
 *
 * <p>The caller has checked that the certificate is trusted.
 */
public final class CertificateName {
    static final int MAX_CHARACTERS = 256;
    private static final String PREFIX = "catena:";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final int URI = 6;

    private CertificateName() {}

    /** Empty if the certificate names nobody. */
    public static Optional<String> of(X509Certificate certificate) {
        Collection<List<?>> alternatives;
        try {
            alternatives = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
        if (alternatives == null && certificate.getExtensionValue(ALTERNATIVE_NAMES) != null) {
            // There are some that cannot be read, and the first rule might hold for one of them.
            return Optional.empty();
        }
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(0).equals(URI) && ((String) alternative.get(1)).startsWith(PREFIX)) {
                    return valid(((String) alternative.get(1)).substring(PREFIX.length()));
                }
            }
        }
        return commonName(certificate).flatMap(CertificateName::valid);
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            List<Rdn> mostGeneralFirst =
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            for (int i = mostGeneralFirst.size() - 1; i >= 0; i--) {
                Attribute names = mostGeneralFirst.get(i).toAttributes().get("CN");
                if (names != null) {
                    return names.size() == 1 && names.get() instanceof String name
                            ? Optional.of(name)
                            : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (NamingException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> valid(String name) {
        boolean isValid = !name.isEmpty()
                && name.codePointCount(0, name.length()) <= MAX_CHARACTERS
                && name.codePoints().allMatch(CertificateName::isVisible);
        return isValid ? Optional.of(name) : Optional.empty();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
