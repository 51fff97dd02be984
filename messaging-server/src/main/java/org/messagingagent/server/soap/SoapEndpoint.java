package org.messagingagent.server.soap;

import java.util.Map;
import org.messagingagent.server.agent.ErrorCode;

/**
 * Both services over SOAP 1.1 and 1.2, in all contract numbers. Safe for use by many threads; never
 * throws for anything that a request contains.
 */
public interface SoapEndpoint {

  /** Answers a request, whatever it is: with the operation's reply, or with a Fault. */
  SoapReply answer(SoapRequest request);

  /**
   * A Fault for a request that is refused before it is read: too large, no XML, overload.
   *
   * @param contentType of the request, which tells SOAP 1.1 and 1.2 apart
   * @param addressNumber the contract number in the address
   * @param httpStatus the status to answer with
   */
  SoapReply fault(
      String contentType,
      int addressNumber,
      int httpStatus,
      ErrorCode code,
      String message,
      Map<String, String> parameters);

  /**
   * The WSDL of a service in one contract number, as UTF-8 XML in one file.
   *
   * @param number one of {@link Contract#NUMBERS}
   * @param address the absolute URL that callers are to use
   */
  byte[] wsdl(SoapService service, int number, String address);
}
