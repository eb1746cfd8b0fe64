// What is drawn on the paper: QR codes, and the pattern that keeps the folded code from shining through.
const SVG = 'http://www.w3.org/2000/svg';
const QUIET = 4; // light modules around a code, ISO/IEC 18004

function drawing(width, height, path) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
  svg.setAttribute('shape-rendering', 'crispEdges');
  svg.setAttribute('aria-hidden', 'true');
  const ink = document.createElementNS(SVG, 'path');
  ink.setAttribute('d', path);
  svg.appendChild(ink);
  return svg;
}

// Rows of dark cells as one path: a run of cells is one rectangle.
function cells(columns, rows, dark, border) {
  let path = '';
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const start = x;
      while (x < columns && dark(y, x)) x += 1;
      if (x > start) path += 'M' + (start + border) + ' ' + (y + border) + 'h' + (x - start) + 'v1h' + (start - x) + 'z';
    }
  }
  return drawing(columns + 2 * border, rows + 2 * border, path);
}

function qrCode(text) {
  const code = qrcode(0, 'M');
  code.addData(text, /^[0-9A-Z $%*+./:-]+$/.test(text) ? 'Alphanumeric' : 'Byte');
  code.make();
  const size = code.getModuleCount();
  return cells(size, size, (y, x) => code.isDark(y, x), QUIET);
}

// The same for every slip: it says nothing of the code it covers.
function coverPattern(columns, rows) {
  let state = 20477;
  const noise = Array.from({ length: columns * rows }, () => {
    state = (state * 1103 + 12345) % 65521;
    return (state >> 5) % 2 === 1;
  });
  return cells(columns, rows, (y, x) => noise[y * columns + x], 0);
}
