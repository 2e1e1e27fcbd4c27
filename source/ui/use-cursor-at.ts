import {type DOMElement, measureElement, useBoxMetrics, useCursor} from 'ink';
import {type RefObject, useLayoutEffect, useState} from 'react';

type Cell = {readonly x: number; readonly y: number};

/**
 * Puts the terminal's cursor on a cell counted from the top left of a box, so that input methods and screen magnifiers
 * find it; hides it when there is none.
 */
export const useCursorAt = (box: RefObject<DOMElement | null>, cell: Cell | undefined): void => {
	const {setCursorPosition} = useCursor();
	const [origin, setOrigin] = useState<Cell>();
	// Draws again when the box moves.
	useBoxMetrics(box as RefObject<DOMElement>);
	useLayoutEffect(() => {
		if (!box.current) return;
		const {x, y} = measureElement(box.current);
		setOrigin(known => (known?.x === x && known.y === y ? known : {x, y}));
	});
	setCursorPosition(cell && origin && {x: origin.x + cell.x, y: origin.y + cell.y});
};
