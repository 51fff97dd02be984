package org.messagingagent.server.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.messagingagent.server.soap.SoapEndpoint;
import org.messagingagent.spi.callback.AddressList;

/** What a GET of a service's address answers: its WSDL, or a line that says where that is. */
final class WsdlPages {

  private static final int KEPT = 64;
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9_.-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  private final SoapEndpoint soap;
  private final Optional<URI> publicUrl;
  private final AddressList trustedProxies;
  private final Map<String, byte[]> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param trustedProxies whose word is taken on whether the caller's connection was encrypted
   */
  WsdlPages(SoapEndpoint soap, Optional<URI> publicUrl, AddressList trustedProxies) {
    this.soap = soap;
    this.publicUrl = publicUrl;
    this.trustedProxies = trustedProxies;
  }

  Answer get(Exchange exchange, SoapAddress address) {
    if (!asksForWsdl(exchange.query().orElse(""))) {
      return Answer.text(
          200,
          "This is the %s service of a messaging agent, contract Services%d. POST SOAP requests here; the WSDL is at %s?wsdl"
              .formatted(
                  address.service().serviceName(),
                  address.number(),
                  exchange.mount() + address.path()));
    }
    Optional<String> base = base(exchange);
    if (base.isEmpty()) {
      return Answer.text(
          400, "The request's Host header cannot be used as an address; send the server's own.");
    }
    return new Answer(200, "text/xml; charset=utf-8", page(address, base.get() + address.path()));
  }

  private static boolean asksForWsdl(String query) {
    int end = query.indexOf('&');
    String first = (end < 0 ? query : query.substring(0, end)).toLowerCase(Locale.ROOT);
    return first.equals("wsdl")
        || first.equals("singlewsdl")
        || first.equals("wsdl=")
        || first.equals("singlewsdl=");
  }

  private byte[] page(SoapAddress address, String url) {
    synchronized (kept) {
      byte[] page = kept.get(url);
      if (page != null) {
        return page;
      }
    }
    byte[] page = soap.wsdl(address.service(), address.number(), url);
    synchronized (kept) {
      kept.put(url, page);
    }
    return page;
  }

  /**
   * The configured public URL, else what the caller's request says it reached, with where a
   * container has mounted us.
   */
  private Optional<String> base(Exchange exchange) {
    if (publicUrl.isPresent()) {
      return publicUrl.map(URI::toString);
    }
    return exchange
        .header("Host")
        .filter(host -> HOST.matcher(host).matches())
        .map(host -> scheme(exchange) + "://" + host + exchange.mount());
  }

  private String scheme(Exchange exchange) {
    return GatewayCaller.of(exchange, trustedProxies).secure() ? "https" : "http";
  }
}
